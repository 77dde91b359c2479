package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How one expert did on one query.
 *
 * @param quality in [0, 1]
 * @param microUsd what the whole answer cost
 * @param latency how long the whole answer took
 */
public record Grade(double quality, long microUsd, Duration latency) {

    public Grade {
        requireNonNull(latency);
        if (!(quality >= 0 && quality <= 1) || microUsd < 0 || latency.isNegative()) {
            throw new IllegalArgumentException("grade: quality " + quality + ", microUsd " + microUsd + ", latency "
                    + latency + ", expected quality in [0, 1] and the others >= 0");
        }
    }
}
