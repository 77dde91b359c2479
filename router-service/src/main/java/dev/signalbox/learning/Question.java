package dev.signalbox.learning;

import static java.util.Objects.requireNonNull;

/**
 * A question whose answer is known.
 *
 * @param id unique in its file
 * @param prompt as a caller would ask it
 * @param answer what the last line of a right reply says
 * @param domain what it is about, for the report
 * @param split whether a scorer may learn from it
 */
public record Question(String id, String prompt, String answer, String domain, Split split) {

    public Question {
        requireNonNull(id);
        if (prompt.isBlank()) {
            throw new IllegalArgumentException("prompt: blank, expected a question");
        }
        if (answer.isBlank()) {
            throw new IllegalArgumentException("answer: blank, expected the right answer");
        }
        requireNonNull(domain);
        requireNonNull(split);
    }

    /** Which side of the wall between learning and judging a question is on. */
    public enum Split {
        TRAIN,
        TEST
    }
}
