package dev.signalbox.features;

import java.lang.Character.UnicodeScript;
import java.util.EnumMap;
import java.util.Map;

/** What a text's characters are: digits, upper case, and the scripts of its letters, a guess at its language. */
final class LetterShares {

    private static final double LONG_WORD = 12;

    private final Map<Signal, Integer> scripts = new EnumMap<>(Signal.class);
    private int letters;
    private int upper;
    private int digits;
    private int visible;
    private int words;
    private boolean inWord;

    private LetterShares() {}

    static void read(String text, Map<Signal, Double> into) {
        var shares = new LetterShares();
        text.codePoints().forEach(shares::take);
        into.put(Signal.DIGITS, share(shares.digits, shares.visible));
        into.put(Signal.UPPER_CASE, share(shares.upper, shares.letters));
        into.put(Signal.WORD_LENGTH, Math.min(1, share(shares.letters, shares.words) / LONG_WORD));
        shares.scripts.forEach((script, count) -> into.put(script, share(count, shares.letters)));
    }

    private void take(int character) {
        boolean letter = Character.isLetter(character);
        if (letter) {
            letters++;
            words += inWord ? 0 : 1;
            upper += Character.isUpperCase(character) ? 1 : 0;
            scripts.merge(script(character), 1, Integer::sum);
        }
        inWord = letter;
        digits += Character.isDigit(character) ? 1 : 0;
        visible += Character.isWhitespace(character) ? 0 : 1;
    }

    private static Signal script(int letter) {
        if (letter < 128) {
            return Signal.LATIN;
        }
        return switch (UnicodeScript.of(letter)) {
            case LATIN -> Signal.LATIN;
            case CYRILLIC -> Signal.CYRILLIC;
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> Signal.CJK;
            case ARABIC -> Signal.ARABIC;
            case DEVANAGARI -> Signal.DEVANAGARI;
            default -> Signal.OTHER_SCRIPT;
        };
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }
}
