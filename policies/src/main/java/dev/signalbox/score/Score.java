package dev.signalbox.score;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What a scorer expects of one expert on one query.
 *
 * @param expert its name
 * @param quality expected quality, in [0, 1]
 * @param uncertainty standard error of {@code quality}, at least 0
 * @param microUsd expected cost, fractions kept so that sums over queries stay exact enough
 * @param latency expected time of the whole reply
 */
public record Score(String expert, double quality, double uncertainty, double microUsd, Duration latency) {

    public Score {
        requireNonNull(expert);
        requireNonNull(latency);
        if (!(quality >= 0 && quality <= 1) || !(uncertainty >= 0) || !(microUsd >= 0)) {
            throw new IllegalArgumentException("score of " + expert + ": quality " + quality + ", uncertainty "
                    + uncertainty + ", microUsd " + microUsd + ", expected quality in [0, 1] and the others >= 0");
        }
    }
}
