package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.time.InstantSource;

/** Time as executions see it: the wall clock for records, a steady one for durations, waits and alarms. */
interface Time extends InstantSource {

    /** A count of nanoseconds that never goes back; only differences mean something. */
    long nanos();

    /** Waits; false, at once, when {@code cancellation} fires first. */
    boolean pause(Duration wait, Cancellation cancellation);

    /** Runs {@code ring} after {@code delay} unless closed before; {@code ring} must not block. */
    Cancellation.Registration alarm(Duration delay, Runnable ring);
}
