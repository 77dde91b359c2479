package dev.signalbox.telemetry;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends every record to a spool on disk and returns; a thread of its own moves them on to the database.
 *
 * <p>There is one path, whether the database is there or not. What {@code record} has returned from survives
 * {@code kill -9}. A loss of power can take what lay in the spool unforced: about {@code linger} while the database
 * takes records, at most a few seconds while it does not.
 */
public final class SpoolingRecorder implements Recorder, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SpoolingRecorder.class);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final RecordJson json;
    private final Spool spool;
    private final Overflow overflow = new Overflow();
    private final SpoolDrain drain;
    private final RecordMetrics metrics;
    private final InstantSource clock;
    private volatile boolean diskFailing;

    SpoolingRecorder(Spool spool, Destination to, RecordMetrics metrics, RecordSettings settings, InstantSource clock) {
        this.json = new RecordJson(settings.terms(), settings.reasons());
        this.spool = spool;
        this.metrics = metrics;
        this.clock = clock;
        this.drain = new SpoolDrain(
                new SpoolDrain.Parts(spool, overflow, to.sink(), to.rejects()), metrics, settings, clock);
        drain.start();
    }

    @Override
    public void record(Entry entry) {
        accept(Frame.Kind.ENTRY, json.entry(entry));
    }

    @Override
    public void record(Feedback feedback) {
        accept(Frame.Kind.FEEDBACK, json.feedback(feedback));
    }

    /**
     * Waits until all that was recorded is in the database.
     *
     * @return false when it was not within {@code limit}
     */
    public boolean flush(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!drain.isDrained()) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    @Override
    public void close() {
        drain.close();
        // before its content is taken: what comes now goes to the spool, or is counted as lost
        overflow.close();
        for (var frame : overflow.peek(Integer.MAX_VALUE)) {
            lastTry(frame);
        }
        try {
            spool.close();
        } catch (IOException e) {
            log.error("the spool cannot be closed: {}", e.getMessage(), e);
        }
    }

    private void accept(Frame.Kind kind, byte[] payload) {
        metrics.accepted.increment();
        var frame = new Frame(kind, clock.millis(), payload);
        try {
            spool.append(frame);
            diskFailing = false;
        } catch (IOException e) {
            hold(frame, e);
        }
        drain.wake();
    }

    private void lastTry(Frame frame) {
        try {
            spool.append(frame);
        } catch (IOException e) {
            metrics.lost.increment();
            log.error("a record is lost, neither database nor disk takes it: {}", e.getMessage());
        }
    }

    private void hold(Frame frame, IOException e) {
        if (overflow.offer(frame)) {
            metrics.unspooled.increment();
        } else {
            metrics.lost.increment();
        }
        if (overflow.isClosed()) {
            log.warn("a record that came after the end is lost: {}", e.getMessage());
        } else if (!diskFailing) {
            log.error("the spool takes no records, as on a full disk; they are held in memory: {}", e.getMessage());
            diskFailing = true;
        }
    }

    /** Where the records go. */
    record Destination(RecordSink sink, Rejects rejects) {}
}
