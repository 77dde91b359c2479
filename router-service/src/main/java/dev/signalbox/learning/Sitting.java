package dev.signalbox.learning;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.Cancellation;

/**
 * The circumstances of an examination.
 *
 * @param caller who pays and in whose name it is recorded
 * @param parallel questions under way at once
 * @param progress told after each question
 * @param cancellation ends it early
 * @param grades earned before, and where new ones go
 */
record Sitting(Caller caller, int parallel, Progress progress, Cancellation cancellation, Gradebook grades) {

    Sitting {
        requireNonNull(caller);
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel: " + parallel + ", expected at least 1");
        }
        requireNonNull(progress);
        requireNonNull(cancellation);
        requireNonNull(grades);
    }

    /**
     * What nobody waits for any more must not be kept or put in force: its answers may be incomplete.
     *
     * @throws IllegalArgumentException when it was given up
     */
    void stopIfGivenUp() {
        if (cancellation.isCancelled()) {
            throw new IllegalArgumentException("training was given up; what was in force stays so");
        }
    }
}
