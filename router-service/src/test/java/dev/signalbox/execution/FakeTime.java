package dev.signalbox.execution;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Time that passes only when told to, or when someone waits. Alarms ring as it passes them. */
final class FakeTime implements Time {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Alarm> alarms = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private long nanos = 1;

    private record Alarm(long atNanos, Runnable ring) {}

    synchronized void advance(Duration by) {
        nanos += by.toNanos();
        var due = alarms.stream().filter(alarm -> alarm.atNanos <= nanos).toList();
        alarms.removeAll(due);
        due.forEach(alarm -> alarm.ring.run());
    }

    /** What was waited for, in order. */
    synchronized List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    synchronized int alarmsSet() {
        return alarms.size();
    }

    @Override
    public synchronized Instant instant() {
        return START.plusNanos(nanos);
    }

    @Override
    public synchronized long nanos() {
        return nanos;
    }

    @Override
    public boolean pause(Duration wait, Cancellation cancellation) {
        synchronized (this) {
            pauses.add(wait);
        }
        advance(wait);
        return !cancellation.isCancelled();
    }

    @Override
    public synchronized Cancellation.Registration alarm(Duration delay, Runnable ring) {
        var alarm = new Alarm(nanos + delay.toNanos(), ring);
        alarms.add(alarm);
        return () -> forget(alarm);
    }

    private synchronized void forget(Alarm alarm) {
        alarms.remove(alarm);
    }
}
