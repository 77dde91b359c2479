package dev.signalbox.learn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a query.
 *
 * @param queryId the query's
 * @param expert who answered, or null when nobody did
 * @param attempts in order, empty when the plan was a refusal
 */
public record Outcome(String queryId, @Nullable String expert, List<Attempt> attempts) {

    public Outcome {
        attempts = List.copyOf(attempts);
    }

    /** Over all attempts. */
    public long microUsd() {
        return attempts.stream().mapToLong(Attempt::microUsd).sum();
    }
}
