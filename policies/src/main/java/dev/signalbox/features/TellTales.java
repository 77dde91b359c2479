package dev.signalbox.features;

import java.util.Map;
import java.util.regex.Pattern;

/** Marks in a text that betray program code, mathematics, a gap to fill or options to choose from. */
final class TellTales {

    /** So many tell-tales make it as likely as not. */
    private static final double EVEN = 3;

    private static final double OPTIONS = 4;

    private static final Pattern CODE = Pattern.compile("""
            ```|[;{}][ \\t]*$|\\(\\)|==|!=|=>|->|&&|\\|\\||</|\\+=|::\
            |^[ \\t]*(?:def|class|import|from|public|private|return|function|const|let|var|if|for|while|#include|package)\\b\
            |\\b(?:print|printf|println|console\\.log|assert|lambda|SELECT|INSERT INTO|CREATE TABLE)\\b""", Pattern.MULTILINE);

    private static final Pattern MATHS = Pattern.compile(
            "\\d\\s*[-+*/×÷=^<>]\\s*[\\dx(]|\\\\(?:frac|sqrt|sum|int|cdot|times|le|ge|pi|alpha|begin)\\b|\\$[^$\n]{1,80}\\$"
                    + "|[∑∫√π≤≥≠∞∂∈∀∃±]|\\b[a-z]\\s*[=^]\\s*[-\\d(a-z]|\\b[fgh]\\(x\\)|\\d\\s*%"
                    + "|\\b(?:equation|integral|derivative|polynomial|triangle|fraction|probability|theorem|matrix|sum of"
                    + "|multipl\\w{1,8}|divid\\w{1,4}|subtract\\w{0,3}|percent(?:age)?|average|total|remainder|prime)\\b",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern BLANK = Pattern.compile("_{2,}|\\[(?:blank|mask)]|\\.{5,}", Pattern.CASE_INSENSITIVE);

    private static final Pattern OPTION = Pattern.compile("(?:^|\\s)\\(?([A-H])[).:]\\s");

    private TellTales() {}

    static void read(String text, Map<Signal, Double> into) {
        into.put(Signal.CODE, likeness(CODE, text));
        into.put(Signal.MATHS, likeness(MATHS, text));
        into.put(Signal.BLANK, BLANK.matcher(text).find() ? 1.0 : 0.0);
        into.put(Signal.CHOICE, choice(text));
    }

    private static double likeness(Pattern pattern, String text) {
        long found = pattern.matcher(text).results().count();
        return found / (found + EVEN);
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
