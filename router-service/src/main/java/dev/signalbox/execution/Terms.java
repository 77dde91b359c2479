package dev.signalbox.execution;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Call;
import java.time.Duration;

/**
 * How we deal with one deployment.
 *
 * @param timeouts of each attempt
 * @param retries of the same deployment
 * @param breaker when to stop asking it
 * @param maxConcurrent calls under way there at once; more are turned away, never queued
 */
record Terms(Call.Timeouts timeouts, Retries retries, Breaker breaker, int maxConcurrent) {

    static final Terms DEFAULT = new Terms(
            Call.Timeouts.DEFAULT,
            new Retries(3, Duration.ofMillis(100)),
            new Breaker(0.5, 20, Duration.ofSeconds(10)),
            256);

    Terms {
        requireNonNull(timeouts);
        requireNonNull(retries);
        requireNonNull(breaker);
        if (maxConcurrent < 1) {
            throw new IllegalArgumentException("max-concurrent: " + maxConcurrent + ", expected at least 1");
        }
    }

    /**
     * @param attempts the first included
     * @param backoff before the second attempt; doubles with each further one
     */
    record Retries(int attempts, Duration backoff) {
        Retries {
            if (attempts < 1 || !backoff.isPositive()) {
                throw new IllegalArgumentException("retry: expected attempts >= 1 and backoff > 0");
            }
        }
    }

    /**
     * @param failureRate of the last {@code window} calls that opens it, in (0, 1]
     * @param window in calls; half of it must have been made before the rate counts
     * @param openFor until a few calls are let through again
     */
    record Breaker(double failureRate, int window, Duration openFor) {
        Breaker {
            if (!(failureRate > 0 && failureRate <= 1) || window < 1 || !openFor.isPositive()) {
                throw new IllegalArgumentException(
                        "breaker: expected failure-rate in (0, 1], window >= 1 and open-for > 0");
            }
        }
    }
}
