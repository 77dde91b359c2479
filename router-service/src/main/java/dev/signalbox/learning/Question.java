package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

    /** Of what it asks and what is right; where it stands in a file does not matter. */
    String hash() {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(prompt.getBytes(UTF_8));
            digest.update((byte) 0);
            digest.update(answer.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Which side of the wall between learning and judging a question is on. */
    public enum Split {
        TRAIN,
        TEST
    }
}
