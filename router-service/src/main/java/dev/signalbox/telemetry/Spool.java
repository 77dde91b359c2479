package dev.signalbox.telemetry;

import dev.signalbox.store.OwnerOnly;
import dev.signalbox.telemetry.Segment.Batch;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue of records on disk, in order of arrival: many append, one reads.
 *
 * <p>An appended record is in the operating system's page cache and so survives {@code kill -9} of this process; it
 * survives a loss of power from the next {@link #sync} on. A batch stays until it is {@linkplain #done done}, so a
 * crash hands it out once more: whoever stores records must know them by their identifiers.
 */
final class Spool implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Spool.class);
    private static final String SUFFIX = ".spool";
    /** A segment's file, or what became of it. */
    private static final Pattern NAME = Pattern.compile("(\\d{16})\\.spool(\\.damaged.*)?");
    /** An active file that is done with is emptied from this size on; it bounds what a crash hands out again. */
    private static final long REWIND_BYTES = 256 << 10;

    private final Path folder;
    private final long segmentBytes;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Segment> segments = new ArrayDeque<>();
    private long nextNumber;
    private boolean closed;

    private Spool(Path folder, long segmentBytes) {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
    }

    /** Opens the spool with all that an earlier process left in it. */
    static Spool open(Path folder, long segmentBytes) throws IOException {
        Files.createDirectories(folder, OwnerOnly.folder());
        var spool = new Spool(folder, segmentBytes);
        try (var files = Files.list(folder)) {
            for (var file : files.sorted().toList()) {
                spool.take(file);
            }
        }
        spool.roll();
        return spool;
    }

    /** Safe for concurrent use; when it throws, nothing was appended. */
    void append(Frame frame) throws IOException {
        var bytes = frame.toBytes();
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the spool is closed");
            }
            if (segments.getLast().end() + bytes.length > segmentBytes
                    && segments.getLast().end() > 0) {
                roll();
            }
            segments.getLast().append(bytes);
        } finally {
            lock.unlock();
        }
    }

    /** The oldest records that are not done; the same ones until they are. For one thread. */
    Batch read(int maxRecords, int maxBytes) throws IOException {
        while (true) {
            var head = head();
            try {
                var batch = head.read(maxRecords, maxBytes);
                if (!batch.frames().isEmpty() || !retire(head)) {
                    return batch;
                }
            } catch (FileNotFoundException e) {
                drop(head, e);
            }
        }
    }

    /** The records are stored elsewhere; they are not handed out again. */
    void done(Batch batch) throws IOException {
        lock.lock();
        try {
            var segment = batch.segment();
            segment.done(batch.upTo());
            if (segment == segments.getLast() && segment.pending() == 0 && segment.end() >= REWIND_BYTES) {
                segment.rewind();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From then on what was appended before survives a loss of power, too. For the thread that reads. */
    void sync() throws IOException {
        // outside the lock: nobody waits for the disk to append
        for (var segment : snapshot()) {
            segment.sync();
        }
    }

    long pendingBytes() {
        return snapshot().stream().mapToLong(Segment::pending).sum();
    }

    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            for (var segment : segments) {
                if (segment.pending() == 0) {
                    segment.delete();
                } else {
                    segment.sync();
                    segment.close();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<Segment> snapshot() {
        lock.lock();
        try {
            return List.copyOf(segments);
        } finally {
            lock.unlock();
        }
    }

    private Segment head() {
        lock.lock();
        try {
            return segments.getFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Drops a segment that has no further frame; false when it is the active one and merely empty. */
    private boolean retire(Segment head) throws IOException {
        lock.lock();
        try {
            boolean active = head == segments.getLast();
            if (head.pending() == 0 && active) {
                return false;
            }
            if (head.pending() > 0 && !head.read(1, Frame.HEADER).frames().isEmpty()) {
                // appended to since it was read
                return true;
            }
            if (active) {
                roll();
            }
            segments.removeFirst();
            if (head.pending() == 0) {
                head.delete();
            } else {
                log.error(
                        "{} bytes of the spool are damaged, as after a loss of power; kept in {}",
                        head.pending(),
                        head.setAside());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** A file that somebody deleted must not hold up those behind it. */
    private void drop(Segment head, FileNotFoundException e) throws IOException {
        if (!head.isGone()) {
            throw e;
        }
        lock.lock();
        try {
            if (head == segments.getLast()) {
                roll();
            }
            segments.removeFirst();
            log.error("{} bytes of the spool were deleted by somebody else: {}", head.pending(), e.getMessage());
            head.close();
        } finally {
            lock.unlock();
        }
    }

    /** Numbers that damaged files bear are not given again either. */
    private void take(Path file) throws IOException {
        var name = NAME.matcher(file.getFileName().toString());
        if (name.matches()) {
            nextNumber = Math.max(nextNumber, Long.parseLong(name.group(1)) + 1);
            if (name.group(2) == null) {
                segments.add(Segment.left(file));
            }
        }
    }

    private void roll() throws IOException {
        var fresh = Segment.fresh(folder.resolve(String.format("%016d%s", nextNumber, SUFFIX)));
        nextNumber++;
        var last = segments.peekLast();
        segments.add(fresh);
        if (last == null) {
            fresh.openReader();
        } else {
            last.seal();
        }
    }
}
