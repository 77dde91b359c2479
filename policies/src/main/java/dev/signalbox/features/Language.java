package dev.signalbox.features;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The language that a text is written in, as far as can be told.
 *
 * @param code ISO 639-1, or {@code und} when it cannot be told
 */
public record Language(String code) {

    private static final Pattern CODE = Pattern.compile("[a-z]{2}|und");

    /** Of a text too short or too mixed to tell. */
    public static final Language UNKNOWN = new Language("und");

    /** Of the languages that are told apart; branches where a family has several that matter. */
    private static final Map<String, String> FAMILIES = families(
            "germanic: af da de en is nl no sv",
            "romance: ca es fr gl it pt ro",
            "slavic: be bg cs hr mk pl ru sk sl sr uk",
            "baltic: lt lv",
            "uralic: et fi hu",
            "hellenic: el",
            "indo-aryan: bn gu hi mr ne pa ur",
            "iranian: fa",
            "dravidian: kn ml ta te",
            "semitic: ar he mt",
            "turkic: tr",
            "sinitic: zh",
            "japonic: ja",
            "koreanic: ko",
            "austroasiatic: km vi",
            "kra-dai: th",
            "austronesian: id ms tl",
            "bantu: sw",
            "celtic: cy ga",
            "albanian: sq");

    public Language {
        if (!CODE.matcher(code).matches()) {
            throw new IllegalArgumentException("language: \"" + code + "\", expected two small letters or und");
        }
    }

    /** Guesses by the first 512 characters, and takes a fraction of a millisecond; the first time, a second. */
    public static Language of(String text) {
        return LanguageGuess.of(text);
    }

    /** The family that it belongs to, or {@code und} when none is known. */
    public String family() {
        return FAMILIES.getOrDefault(code, UNKNOWN.code);
    }

    /** Whether it can be told. */
    public boolean isKnown() {
        return !equals(UNKNOWN);
    }

    /** Those that are told apart. */
    static Iterable<String> codes() {
        return FAMILIES.keySet();
    }

    private static Map<String, String> families(String... lines) {
        var families = new TreeMap<String, String>();
        for (var line : lines) {
            int colon = line.indexOf(':');
            for (var code : line.substring(colon + 1).strip().split(" ", -1)) {
                families.put(code, line.substring(0, colon));
            }
        }
        return Map.copyOf(families);
    }
}
