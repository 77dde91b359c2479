package dev.signalbox.features;

import static java.util.Map.entry;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How a text is worded: sentences and names of its stem, words that turn a question, signs, and how often words recur. */
final class Wording {

    private static final double LONG_STEM = 4097;
    private static final double ROOT = 64;
    private static final double EVEN_SENTENCES = 4;
    private static final double EVEN_COMMAS = 6;
    private static final double EVEN_STATEMENTS = 2;
    private static final char LAST_ASCII = 127;
    private static final Set<String> NUMERALS = Set.of("ii", "iii", "iv");

    /** A word that, wherever it stands, sets its signal. */
    private static final Map<String, Signal> TURNS = Map.ofEntries(
            entry("not", Signal.NEGATION),
            entry("except", Signal.NEGATION),
            entry("never", Signal.NEGATION),
            entry("cannot", Signal.NEGATION),
            entry("best", Signal.SUPERLATIVE),
            entry("most", Signal.SUPERLATIVE),
            entry("least", Signal.SUPERLATIVE),
            entry("worst", Signal.SUPERLATIVE),
            entry("i", Signal.FIRST_PERSON),
            entry("my", Signal.FIRST_PERSON),
            entry("me", Signal.FIRST_PERSON),
            entry("we", Signal.FIRST_PERSON),
            entry("our", Signal.FIRST_PERSON),
            entry("following", Signal.FOLLOWING),
            entry("below", Signal.FOLLOWING),
            entry("true", Signal.TRUE_FALSE),
            entry("false", Signal.TRUE_FALSE));

    private Wording() {}

    static void read(String stem, String text, Map<Signal, Double> into) {
        stem(stem.stripTrailing(), into);
        words(Words.of(text), into);
        signs(text, into);
    }

    private static void stem(String stem, Map<Signal, Double> into) {
        into.put(Signal.STEM, Signals.logarithm(1.0 + stem.length(), LONG_STEM));
        into.put(Signal.STEM_ROOT, Math.min(1, Math.sqrt(stem.length()) / ROOT));
        long sentences = stem.chars().filter(unit -> unit == '.').count();
        long commas = stem.chars().filter(unit -> unit == ',').count();
        into.put(Signal.STEM_SENTENCES, sentences / (sentences + EVEN_SENTENCES));
        into.put(Signal.STEM_COMMAS, commas / (commas + EVEN_COMMAS));
        into.put(Signal.STEM_FULL_STOP, stem.endsWith(".") ? 1.0 : 0.0);
        into.put(Signal.STEM_COLON, stem.endsWith(":") ? 1.0 : 0.0);
        into.put(Signal.CAPITALISED, capitalised(stem));
    }

    /** A capital and at least one small letter make a name, also at the start of a sentence. */
    private static double capitalised(String stem) {
        int words = 0;
        int names = 0;
        for (int at = 0; at < stem.length(); at++) {
            boolean opens =
                    Character.isLetter(stem.charAt(at)) && (at == 0 || !Character.isLetter(stem.charAt(at - 1)));
            if (opens) {
                words++;
                boolean name = Character.isUpperCase(stem.charAt(at))
                        && at + 1 < stem.length()
                        && Character.isLowerCase(stem.charAt(at + 1));
                names += name ? 1 : 0;
            }
        }
        return words == 0 ? 0 : (double) names / words;
    }

    private static void words(List<String> words, Map<Signal, Double> into) {
        var differing = new HashSet<>(words);
        for (var word : differing) {
            var signal = TURNS.get(word);
            if (signal != null) {
                into.put(signal, 1.0);
            }
        }
        int statements = 0;
        for (int i = 0; i < words.size(); i++) {
            boolean numbered = words.get(i).equals("statement")
                    && i + 1 < words.size()
                    && Character.isDigit(words.get(i + 1).charAt(0));
            statements += numbered || NUMERALS.contains(words.get(i)) ? 1 : 0;
        }
        into.put(Signal.STATEMENTS, statements / (statements + EVEN_STATEMENTS));
        into.put(Signal.VARIETY, words.isEmpty() ? 0 : (double) differing.size() / words.size());
    }

    private static void signs(String text, Map<Signal, Double> into) {
        int visible = 0;
        int punctuation = 0;
        int operators = 0;
        int brackets = 0;
        int beyond = 0;
        boolean quoted = false;
        for (int at = 0; at < text.length(); at++) {
            char unit = text.charAt(at);
            if (Character.isWhitespace(unit)) {
                continue;
            }
            visible++;
            switch (unit) {
                case '.', ',', ':', ';', '!', '?' -> punctuation++;
                case '+', '-', '*', '/', '=', '<', '>', '^', '\\', '%', '$' -> operators++;
                case '(', ')', '[', ']', '{', '}', '_' -> brackets++;
                default -> beyond += unit > LAST_ASCII ? 1 : 0;
            }
            quoted |= unit == '"' || unit == '“';
        }
        double all = Math.max(1, visible);
        into.put(Signal.PUNCTUATION, punctuation / all);
        into.put(Signal.OPERATORS, operators / all);
        into.put(Signal.BRACKETS, brackets / all);
        into.put(Signal.NON_ASCII, beyond / all);
        into.put(Signal.QUOTATION, quoted ? 1.0 : 0.0);
    }
}
