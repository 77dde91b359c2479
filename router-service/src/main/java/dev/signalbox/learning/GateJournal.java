package dev.signalbox.learning;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/** Keeps what gating networks chose, once a minute and at the end, beside the requests; forgets what is old. */
final class GateJournal implements SmartInitializingSingleton, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(GateJournal.class);
    private static final Duration KEPT = Duration.ofDays(90);

    private final InnerGates gates;
    private final Duration every;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean away;

    GateJournal(InnerGates gates, Duration every) {
        this.gates = gates;
        this.every = every;
    }

    @Override
    public void afterSingletonsInstantiated() {
        Thread.ofVirtual().name("gate-journal").start(this::write);
    }

    private void write() {
        while (!closed()) {
            writeOnce();
        }
    }

    private synchronized void writeOnce() {
        if (gates.models().isEmpty()) {
            return;
        }
        try {
            gates.keep();
            int forgotten = gates.forgetOlderThan(KEPT);
            if (forgotten > 0) {
                log.info("{} rows on gating networks were older than {} days", forgotten, KEPT.toDays());
            }
            away = false;
        } catch (RuntimeException e) {
            if (!away) {
                log.warn("what gating networks chose cannot be kept now, and is kept later: {}", e.getMessage());
            }
            away = true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        writeOnce();
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
