package dev.signalbox.telemetry;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;

/**
 * The thread that moves records from the spool to the database, in order, for as long as it takes.
 *
 * <p>A record leaves the spool after the transaction that stored it; a crash in between stores it again, which the
 * sink ignores. A record that the database refuses is put aside so that it does not hold up the others.
 */
final class SpoolDrain implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SpoolDrain.class);
    private static final int BATCH_BYTES = 2 << 20;
    private static final Duration IDLE = Duration.ofSeconds(1);

    private final Spool spool;
    private final Overflow overflow;
    private final RecordSink sink;
    private final Rejects rejects;
    private final RecordMetrics metrics;
    private final RecordSettings settings;
    private final InstantSource clock;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("record-drain").unstarted(this::run);
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean away;
    private volatile long oldestMillis;

    SpoolDrain(Parts parts, RecordMetrics metrics, RecordSettings settings, InstantSource clock) {
        this.spool = parts.spool();
        this.overflow = parts.overflow();
        this.sink = parts.sink();
        this.rejects = parts.rejects();
        this.metrics = metrics;
        this.settings = settings;
        this.clock = clock;
        metrics.watch(spool::pendingBytes, this::lagSeconds);
    }

    void start() {
        thread.start();
    }

    /** Cheap when the thread is at work anyway. */
    void wake() {
        if (idle) {
            idle = false;
            LockSupport.unpark(thread);
        }
    }

    boolean isDrained() {
        return spool.pendingBytes() == 0 && overflow.size() == 0;
    }

    /** Writes what is there, if the database answers; the rest stays in the spool. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(settings.drain());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        var pause = settings.retry();
        while (!closing || !(away || isDrained())) {
            try {
                int written = step();
                back();
                pause = settings.retry();
                rest(written);
            } catch (IOException | RuntimeException e) {
                away(e);
                if (!closing) {
                    park(pause);
                }
                pause = pause.multipliedBy(2).compareTo(settings.retryMax()) < 0
                        ? pause.multipliedBy(2)
                        : settings.retryMax();
            }
        }
    }

    private int step() throws IOException {
        // memory first: it is the one that a crash takes
        var held = overflow.peek(settings.batch());
        if (!held.isEmpty()) {
            store(held);
            overflow.remove(held.size());
            return held.size();
        }
        var batch = spool.read(settings.batch(), BATCH_BYTES);
        store(batch.frames());
        spool.done(batch);
        return batch.frames().size();
    }

    private void store(List<Frame> frames) throws IOException {
        oldestMillis = frames.isEmpty() ? 0 : frames.getFirst().atMillis();
        if (frames.isEmpty()) {
            return;
        }
        try {
            sink.write(frames);
            metrics.written.increment(frames.size());
        } catch (DataAccessException e) {
            if (!refused(e)) {
                throw e;
            }
            if (frames.size() == 1) {
                log.error("the database refuses a record, kept in {}: {}", rejects.file(), cause(e));
                rejects.add(frames.getFirst());
                metrics.rejected.increment();
                return;
            }
            // half by half, until the one that spoils the batch is alone
            store(frames.subList(0, frames.size() / 2));
            store(frames.subList(frames.size() / 2, frames.size()));
        }
    }

    /** Data errors (22), broken constraints (23) and values too large (54) do not go away by waiting. */
    private static boolean refused(DataAccessException e) {
        return e.getMostSpecificCause() instanceof SQLException cause
                && String.valueOf(cause.getSQLState()).matches("(22|23|54).*");
    }

    private void rest(int written) {
        if (written == 0) {
            idle = true;
            if (isDrained() && !closing) {
                park(IDLE);
            }
            idle = false;
        }
        if (written < settings.batch() && !closing) {
            park(settings.linger());
        }
    }

    private void away(Exception e) {
        if (!away) {
            log.warn("records cannot be written and stay in the spool, trying again: {}", cause(e));
        }
        away = true;
        try {
            spool.sync();
        } catch (IOException failed) {
            log.error("the spool cannot be forced to disk: {}", failed.getMessage());
        }
    }

    private void back() {
        if (away) {
            log.info("records are written again, {} bytes to go", spool.pendingBytes());
        }
        away = false;
    }

    private static String cause(Exception e) {
        return NestedExceptionUtils.getMostSpecificCause(e).toString();
    }

    private double lagSeconds() {
        long oldest = oldestMillis;
        return oldest == 0 ? 0 : Math.max(0, clock.millis() - oldest) / 1e3;
    }

    private void park(Duration time) {
        LockSupport.parkNanos(this, time.toNanos());
    }

    /** What it works on. */
    record Parts(Spool spool, Overflow overflow, RecordSink sink, Rejects rejects) {}
}
