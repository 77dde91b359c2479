package dev.signalbox.features;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Marks in a text that betray program code, mathematics, a gap to fill or options to choose from. One pass over the text,
 * because regular expressions took a millisecond for a long one.
 */
final class TellTales {

    /** So many tell-tales make it as likely as not. */
    private static final double EVEN = 3;

    private static final double OPTIONS = 4;
    private static final int LONGEST_FORMULA = 80;
    private static final Pattern OPTION = Pattern.compile("(?:^|\\s)\\(?([A-H])[).:]\\s");

    /** At the start of a line. */
    private static final Set<String> STATEMENTS =
            Set.of("def class import from public private return function const let var if for while include package"
                    .split(" "));

    private static final Set<String> CODE_WORDS = Set.of("print printf println assert lambda SELECT".split(" "));
    private static final Set<String> CODE_SIGNS = Set.of("() == != => -> && || </ += :: ``".split(" "));

    private static final Set<String> MATHS_WORDS = Set.of(
            "equation integral derivative polynomial triangle fraction probability theorem matrix sum multiply multiplied"
                    .concat(
                            " multiple divide divided divides subtract percent percentage average total remainder prime")
                    .concat(" frac sqrt cdot")
                    .split(" "));

    private static final String MATHS_SIGNS = "∑∫√π≤≥≠∞∂∈∀∃±×÷";
    private static final String OPERATORS = "-+*/=^<>×÷";

    private final String text;
    private int code;
    private int maths;
    private boolean gap;
    private boolean lineStart = true;

    private TellTales(String text) {
        this.text = text;
    }

    static void read(String text, Map<Signal, Double> into) {
        var tales = new TellTales(text);
        for (int at = 0; at < text.length(); ) {
            at = tales.take(at);
        }
        into.put(Signal.CODE, tales.code / (tales.code + EVEN));
        into.put(Signal.MATHS, tales.maths / (tales.maths + EVEN));
        into.put(Signal.BLANK, tales.gap ? 1.0 : 0.0);
        into.put(Signal.CHOICE, choice(text));
    }

    /** Takes the word, number or sign at {@code at}, and returns where the next begins. */
    private int take(int at) {
        char first = text.charAt(at);
        if (Character.isWhitespace(first)) {
            lineStart |= first == '\n';
            return at + 1;
        }
        if (Character.isLetter(first)) {
            int end = at + 1;
            while (end < text.length() && Character.isLetter(text.charAt(end))) {
                end++;
            }
            takeWord(text.substring(at, end), end);
            lineStart = false;
            return end;
        }
        if (Character.isDigit(first)) {
            maths += opensTerm(afterSpace(at + 1)) ? 1 : 0;
        } else {
            takeSign(at, first);
        }
        lineStart &= first == '#'; // as in #include
        return at + 1;
    }

    private void takeWord(String word, int end) {
        if (CODE_WORDS.contains(word) || (lineStart && STATEMENTS.contains(word))) {
            code++;
        }
        if (word.length() == 1) {
            int sign = afterSpace(end);
            boolean assigned = at(sign) == '=' && at(sign + 1) != '=';
            maths += assigned || at(sign) == '^' ? 1 : 0;
        } else if (MATHS_WORDS.contains(word.toLowerCase(Locale.ROOT))) {
            maths++;
        }
    }

    private void takeSign(int at, char sign) {
        if (MATHS_SIGNS.indexOf(sign) >= 0 || (sign == '$' && closesFormula(at))) {
            maths++;
        } else if (at + 1 < text.length() && CODE_SIGNS.contains(text.substring(at, at + 2))) {
            code++;
        } else if (sign == ';' || sign == '{' || sign == '}') {
            int next = afterSpace(at + 1);
            code += next >= text.length() || at(next) == '\n' ? 1 : 0;
        }
        gap |= text.startsWith("__", at) || text.startsWith(".....", at);
    }

    /** Whether an operator and a number, an unknown or a bracket stand there, or a percent sign. */
    private boolean opensTerm(int at) {
        char operator = at(at);
        char next = at(afterSpace(at + 1));
        boolean operand = Character.isDigit(next) || next == 'x' || next == '(';
        return operator == '%' || (operand && OPERATORS.indexOf(operator) >= 0);
    }

    private boolean closesFormula(int at) {
        int most = Math.min(text.length(), at + 1 + LONGEST_FORMULA);
        for (int i = at + 1; i < most && text.charAt(i) != '\n'; i++) {
            if (text.charAt(i) == '$') {
                return i > at + 1;
            }
        }
        return false;
    }

    /** A few blanks at most: more are no part of a term. */
    private int afterSpace(int from) {
        int at = from;
        while (at < from + 3 && at(at) == ' ') {
            at++;
        }
        return at;
    }

    /** A blank beyond the end. */
    private char at(int at) {
        return at < text.length() ? text.charAt(at) : ' ';
    }

    /** Options are lettered from A without a gap. */
    private static double choice(String text) {
        char next = 'A';
        var options = OPTION.matcher(text);
        while (options.find()) {
            if (options.group(1).charAt(0) == next) {
                next++;
            }
        }
        int found = next - 'A';
        return found < 2 ? 0 : Math.min(1, found / OPTIONS);
    }
}
