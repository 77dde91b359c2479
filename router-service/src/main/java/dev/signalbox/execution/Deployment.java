package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Expert;
import dev.signalbox.experts.ExpertCard;

/**
 * One endpoint that serves an expert.
 *
 * @param card the expert's
 * @param name unique within the expert
 * @param expert what to ask
 * @param timeouts of each attempt
 * @param guard what stands before it
 * @param metered what metrics call the expert
 */
record Deployment(ExpertCard card, String name, Expert expert, Call.Timeouts timeouts, Guard guard, String metered) {
    Deployment {
        requireNonNull(card);
        requireNonNull(metered);
        requireNonNull(name);
        requireNonNull(expert);
        requireNonNull(timeouts);
        requireNonNull(guard);
    }

    /** Of an expert of the roster. */
    Deployment(ExpertCard card, String name, Expert expert, Call.Timeouts timeouts, Guard guard) {
        this(card, name, expert, timeouts, guard, card.name());
    }
}
