package dev.signalbox.execution;

import java.time.Duration;

/** The moment by which a request is over, across all its attempts and waits. */
record Deadline(Time time, long atNanos) {

    static Deadline in(Duration left, Time time) {
        return new Deadline(time, time.nanos() + left.toNanos());
    }

    /** What is left, never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - time.nanos()));
    }

    boolean passed() {
        return atNanos - time.nanos() <= 0;
    }
}
