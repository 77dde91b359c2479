package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How far asking for advice may go.
 *
 * @param within how long all of it may take, positive
 * @param microUsd most that the asked experts may charge for it, as estimated beforehand
 * @param standIn name of the scorer that scores where nobody has a say
 */
public record Bounds(Duration within, long microUsd, String standIn) {

    public Bounds {
        requireNonNull(standIn);
        if (!within.isPositive()) {
            throw new IllegalArgumentException("within: " + within + ", expected more than no time");
        }
        if (microUsd < 0) {
            throw new IllegalArgumentException("at-most: " + microUsd + " micro-USD, expected >= 0");
        }
    }
}
