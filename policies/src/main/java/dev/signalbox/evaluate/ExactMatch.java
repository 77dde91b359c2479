package dev.signalbox.evaluate;

import java.util.Locale;

/**
 * Grades 1 when the last non-empty line of the reply is the expected answer, else 0. Blanks around and runs of blanks
 * inside do not count, nor does one period at the end; earlier lines are working.
 *
 * @param ignoreCase whether upper and lower case are the same
 */
public record ExactMatch(boolean ignoreCase) implements Grader {

    @Override
    public double grade(String reply, String expected) {
        var given = normalised(reply);
        return !given.isEmpty() && given.equals(normalised(expected)) ? 1 : 0;
    }

    private String normalised(String text) {
        var last =
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).reduce("", (earlier, later) -> later);
        var plain = last.endsWith(".") ? last.substring(0, last.length() - 1).stripTrailing() : last;
        var spaced = plain.replaceAll("\\s+", " ");
        return ignoreCase ? spaced.toLowerCase(Locale.ROOT) : spaced;
    }
}
