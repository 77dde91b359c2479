package dev.signalbox.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a query.
 *
 * @param queryId the query's
 * @param expert who answered, or null when nobody did
 * @param attempts in order, those for advice first; empty when nobody was asked
 */
public record Outcome(String queryId, @Nullable String expert, List<Attempt> attempts) {

    public Outcome {
        attempts = List.copyOf(attempts);
    }

    /** Those of experts that were to answer. */
    public List<Attempt> answering() {
        return attempts.stream()
                .filter(attempt -> attempt.purpose() == Attempt.Purpose.ANSWER)
                .toList();
    }

    /** Over all attempts. */
    public long microUsd() {
        return attempts.stream().mapToLong(Attempt::microUsd).sum();
    }
}
