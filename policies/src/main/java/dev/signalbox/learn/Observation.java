package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import dev.signalbox.features.Embedding;
import dev.signalbox.features.Prompt;
import java.util.Map;

/**
 * A query whose answers were graded.
 *
 * @param queryId unique
 * @param promptId the same for duplicates of a prompt, which must stay in one fold
 * @param prompt the question
 * @param domain label for reports, may be empty
 * @param grades by expert; experts that were not asked are missing
 * @param tenant whose feedback the grades are; empty for questions whose right answers are known
 */
public record Observation(
        String queryId, String promptId, Prompt prompt, String domain, Map<String, Grade> grades, String tenant) {

    public Observation {
        requireNonNull(queryId);
        requireNonNull(promptId);
        requireNonNull(prompt);
        requireNonNull(domain);
        grades = Map.copyOf(grades);
        requireNonNull(tenant);
    }

    /** Of no tenant. */
    public Observation(String queryId, String promptId, Prompt prompt, String domain, Map<String, Grade> grades) {
        this(queryId, promptId, prompt, domain, grades, "");
    }

    /** Of a question of which only the embedding is known. */
    public Observation(String queryId, String promptId, Embedding embedding, String domain, Map<String, Grade> grades) {
        this(queryId, promptId, Prompt.of(embedding), domain, grades);
    }

    /** The prompt's. */
    public Embedding embedding() {
        return prompt.embedding();
    }
}
