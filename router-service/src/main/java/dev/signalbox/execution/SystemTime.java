package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/** The machine's time. Alarms ring on the common pool, whose timer takes a start and a stop without a lock. */
final class SystemTime implements Time {

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public boolean pause(Duration wait, Cancellation cancellation) {
        var fired = new CountDownLatch(1);
        var registration = cancellation.onCancel(fired::countDown);
        try {
            return !fired.await(wait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            registration.close();
        }
    }

    @Override
    public Cancellation.Registration alarm(Duration delay, Runnable ring) {
        var set = ForkJoinPool.commonPool().schedule(ring, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> set.cancel(false);
    }
}
