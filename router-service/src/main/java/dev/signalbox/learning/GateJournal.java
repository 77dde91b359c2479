package dev.signalbox.learning;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Keeps what gating networks chose, once a minute and at the end, beside the requests; forgets what is old once an hour,
 * whether or not any model is still watched.
 */
final class GateJournal implements SmartInitializingSingleton, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GateJournal.class);
    private static final Duration KEPT = Duration.ofDays(90);
    private static final Duration TIDY = Duration.ofHours(1);

    private final InnerGates gates;
    private final Duration every;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private Instant due = Instant.MIN;
    private boolean away;

    GateJournal(InnerGates gates, Duration every, InstantSource clock) {
        this.gates = gates;
        this.every = every;
        this.clock = clock;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Thread.ofVirtual().name("gate-journal").start(this::write);
    }

    private void write() {
        while (!closed()) {
            attempt(() -> {
                gates.keep();
                tidy();
            });
        }
    }

    private synchronized void attempt(Runnable step) {
        try {
            step.run();
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                log.warn("what gating networks chose cannot be kept now, and is kept later: {}", e.getMessage());
            }
            away = true;
        }
    }

    private void tidy() {
        if (clock.instant().isBefore(due)) {
            return;
        }
        int forgotten = gates.forgetOlderThan(KEPT);
        due = clock.instant().plus(TIDY);
        if (forgotten > 0) {
            log.info("{} rows on gating networks were older than {} days", forgotten, KEPT.toDays());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        attempt(gates::keep);
    }

    private boolean closed() {
        try {
            return closing.await(every.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
