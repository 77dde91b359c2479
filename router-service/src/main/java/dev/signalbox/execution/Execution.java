package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Reply;
import dev.signalbox.learn.Outcome;

/**
 * A plan that ran.
 *
 * @param reply the answer, or the last failure; of a refusal, a failure that says why
 * @param outcome who answered, every attempt, what they cost
 */
public record Execution(Reply reply, Outcome outcome) {
    public Execution {
        requireNonNull(reply);
        requireNonNull(outcome);
    }
}
