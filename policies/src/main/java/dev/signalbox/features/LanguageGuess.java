package dev.signalbox.features;

import com.optimaize.langdetect.LanguageDetector;
import com.optimaize.langdetect.LanguageDetectorBuilder;
import com.optimaize.langdetect.i18n.LdLocale;
import com.optimaize.langdetect.ngram.NgramExtractors;
import com.optimaize.langdetect.profiles.LanguageProfile;
import com.optimaize.langdetect.profiles.LanguageProfileReader;
import com.optimaize.langdetect.text.CommonTextObjectFactories;
import com.optimaize.langdetect.text.TextObjectFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells languages apart by their character n-grams: naive Bayes over the profiles of the <a
 * href="https://github.com/optimaize/language-detector">language-detector</a> library, whose every n-gram is counted, so
 * that it depends on nothing but the text.
 */
final class LanguageGuess {

    private static final int MOST_CHARACTERS = 512;
    /** Words of another language in a line of code weigh as much as a sentence. */
    private static final int LEAST_LETTERS = 12;

    private static final double LEAST_LIKELY = 0.7;
    /** What most prompts are in, and most code looks like. */
    private static final Map<String, Double> PRIOR = Map.of("en", 4.0);

    private LanguageGuess() {}

    static Language of(String text) {
        var start = words(text);
        int letters = 0;
        int signs = 0;
        for (int at = 0; at < start.length(); ) {
            int unit = start.codePointAt(at);
            at += Character.charCount(unit);
            letters += Character.isLetter(unit) ? weight(unit) : 0;
            signs += Character.isIdeographic(unit) ? weight(unit) : 0;
        }
        if (letters < LEAST_LETTERS) {
            return Language.UNKNOWN;
        }
        // Japanese and Korean have letters of their own among them
        return letters == signs ? new Language("zh") : byProfile(start);
    }

    /** Each word once: n-grams that come again and again would drive every likelihood to nothing. */
    private static String words(String text) {
        var start = text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS);
        return String.join(" ", new LinkedHashSet<>(List.of(start.split("\\s+", -1))));
    }

    private static Language byProfile(String start) {
        var likely = new TreeMap<String, Double>();
        double all = 0;
        for (var guess : Profiles.DETECTOR.getProbabilities(Profiles.TEXTS.forText(start))) {
            // the two ways to write Chinese are one language
            var code = guess.getLocale().getLanguage();
            double weight = guess.getProbability() * PRIOR.getOrDefault(code, 1.0);
            likely.merge(code, weight, Double::sum);
            all += weight;
        }
        double least = LEAST_LIKELY * all;
        return likely.entrySet().stream()
                .filter(guess -> guess.getValue() > least)
                .findFirst()
                .map(guess -> new Language(guess.getKey()))
                .orElse(Language.UNKNOWN);
    }

    /** A sign of a script without an alphabet says as much as a word. */
    private static int weight(int letter) {
        return Character.isIdeographic(letter)
                ? 4
                : Character.UnicodeScript.of(letter) == Character.UnicodeScript.LATIN ? 1 : 2;
    }

    /** Read when first needed. */
    private static final class Profiles {
        static final LanguageDetector DETECTOR = detector();
        static final TextObjectFactory TEXTS = CommonTextObjectFactories.forDetectingOnLargeText();

        private static LanguageDetector detector() {
            var locales = new ArrayList<LdLocale>();
            for (var code : Language.codes()) {
                if (code.equals("zh")) {
                    locales.add(LdLocale.fromString("zh-CN"));
                    locales.add(LdLocale.fromString("zh-TW"));
                } else {
                    locales.add(LdLocale.fromString(code));
                }
            }
            try {
                Iterable<LanguageProfile> profiles = new LanguageProfileReader().readBuiltIn(locales);
                return LanguageDetectorBuilder.create(NgramExtractors.standard())
                        .shortTextAlgorithm(Integer.MAX_VALUE)
                        .withProfiles(profiles)
                        .build();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
