package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How one expert did on one query.
 *
 * @param quality in [0, 1]
 * @param microUsd what the whole answer cost; a measurement to learn from and not a sum to bill, so fractions are kept
 * @param latency how long the whole answer took
 * @param completionTokens generated, or 0 when not known
 */
public record Grade(double quality, double microUsd, Duration latency, long completionTokens) {

    public Grade {
        requireNonNull(latency);
        if (!(quality >= 0 && quality <= 1)
                || !(microUsd >= 0 && microUsd < Double.POSITIVE_INFINITY)
                || latency.isNegative()
                || completionTokens < 0) {
            throw new IllegalArgumentException("grade: quality " + quality + ", microUsd " + microUsd + ", latency "
                    + latency + ", completionTokens " + completionTokens
                    + ", expected quality in [0, 1] and the others >= 0 and finite");
        }
    }

    /** Of an answer whose length is not known. */
    public Grade(double quality, double microUsd, Duration latency) {
        this(quality, microUsd, latency, 0);
    }
}
