package dev.signalbox.pipeline;

import static java.util.Objects.requireNonNull;

import dev.signalbox.execution.Prelude;
import dev.signalbox.policy.Decision;

/**
 * A decision and what was done to come to it.
 *
 * @param prelude the experts that were asked for advice
 */
public record Decided(Decision decision, Prelude prelude) {

    public Decided {
        requireNonNull(decision);
        requireNonNull(prelude);
    }

    /** Made with nobody asked. */
    public Decided(Decision decision) {
        this(decision, Prelude.NONE);
    }
}
