package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The machine's time. Nearly every alarm is closed long before it would ring, and setting or closing one that is not the
 * next to ring wakes no thread here; on the common pool's timer each did, for a tenth of a request's processor time.
 */
final class SystemTime implements Time, AutoCloseable {

    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("alarms").factory());

    SystemTime() {
        alarms.setRemoveOnCancelPolicy(true);
    }

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
        // A thread of its own for each ring, so that none waits for what another one sets off.
        var set = alarms.schedule(
                () -> Thread.ofVirtual().name("alarm").start(ring), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> set.cancel(false);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
