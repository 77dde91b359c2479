package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Turn;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/**
 * What to ask an expert about a caller's question, before anybody answers that. Pure data.
 *
 * @param adviser whom to ask
 * @param wording how to put it
 * @param about the candidates that it may speak of
 * @param form how the reply shall look, for experts that can be told
 * @param maxTokens longest reply
 */
public record Inquiry(String adviser, Wording wording, List<ExpertCard> about, Form form, int maxTokens) {

    public Inquiry {
        requireNonNull(adviser);
        requireNonNull(wording);
        about = List.copyOf(about);
        requireNonNull(form);
        if (maxTokens < 1) {
            throw new IllegalArgumentException("tokens: " + maxTokens + ", expected at least 1");
        }
    }

    /** The conversation that is sent: the instructions, then the material. */
    public List<Turn> turns() {
        return List.of(new Turn(Turn.Role.SYSTEM, wording.instructions()), Turn.user(wording.material()));
    }

    /** How a reply shall look. */
    public enum Form {
        TEXT,
        /** A JSON object. */
        JSON,
        /** One word, and how likely its alternatives were. */
        LIKELIHOODS
    }

    /**
     * How an inquiry is put.
     *
     * @param instructions hold nothing of the caller's
     * @param question the caller's own words
     * @param images whether the question's images are part of it, for experts that see
     */
    public record Wording(String instructions, String question, boolean images) {

        private static final int LONGEST = 8_000;
        private static final JsonMapper JSON = JsonMapper.shared();

        public Wording {
            requireNonNull(instructions);
            requireNonNull(question);
        }

        /**
         * The question as a JSON object: inside a string of it, no character of the caller's can end what is data. Of a
         * long question the first and the last part.
         */
        public String material() {
            return JSON.writeValueAsString(JSON.createObjectNode().put("question", clipped()));
        }

        private String clipped() {
            int half = LONGEST / 2;
            return question.length() <= LONGEST
                    ? question
                    : question.substring(0, half) + " […] " + question.substring(question.length() - half);
        }
    }
}
