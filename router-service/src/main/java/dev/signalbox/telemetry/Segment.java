package dev.signalbox.telemetry;

import dev.signalbox.store.OwnerOnly;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One file of the spool.
 *
 * <p>It is open for writing while it is the last one and for reading once it is the first, so a long queue holds no
 * more files open than a short one. Plain files, not channels: an interrupted thread would close a channel under
 * everyone else.
 */
final class Segment implements AutoCloseable {

    private static final long UNKNOWN = -1;

    private final Path path;
    /** Null when nothing is appended any more; guarded by the spool's lock. */
    private @Nullable RandomAccessFile writer;
    /** Where the writer stands, so that it need not be told; guarded by the spool's lock. */
    private long written = UNKNOWN;
    /** Null until it is first read; guarded by this. */
    private @Nullable RandomAccessFile reader;

    private boolean closed;
    /** Everything before it is whole; written under the spool's lock. */
    private volatile long end;
    /** Everything before it is in the database; touched by the one reader, seen by gauges. */
    private volatile long done;

    private long synced;

    private Segment(Path path, @Nullable RandomAccessFile writer) throws IOException {
        this.path = path;
        this.writer = writer;
        this.end = Files.size(path);
    }

    /** What an earlier process left, to be read only. */
    static Segment left(Path path) throws IOException {
        return new Segment(path, null);
    }

    /** A new file, for its owner alone; throws when it exists. */
    static Segment fresh(Path path) throws IOException {
        Files.createFile(path, OwnerOnly.file());
        return new Segment(path, new RandomAccessFile(path.toFile(), "rw"));
    }

    long end() {
        return end;
    }

    long pending() {
        return end - done;
    }

    /** After a failed write the next one starts at the same place, so half a frame never stays in the middle. */
    void append(byte[] frame) throws IOException {
        long at = end;
        var file = writer();
        if (written != at) {
            file.seek(at);
        }
        written = UNKNOWN;
        file.write(frame);
        end = at + frame.length;
        written = end;
    }

    /** The frames that follow the last done one; empty at the end, or where the file is damaged. */
    Batch read(int maxRecords, int maxBytes) throws IOException {
        var buffer = fill(maxBytes);
        var frames = new ArrayList<Frame>();
        while (frames.size() < maxRecords) {
            var size = Frame.sizeAt(buffer);
            if (size.isEmpty() || size.get() > buffer.remaining()) {
                break;
            }
            var frame = Frame.take(buffer);
            if (frame.isEmpty()) {
                break;
            }
            frames.add(frame.get());
        }
        return new Batch(this, List.copyOf(frames), done + buffer.position());
    }

    void done(long upTo) {
        done = upTo;
    }

    /** Begins again with an empty file; only when all is done. */
    void rewind() throws IOException {
        writer().setLength(0);
        written = UNKNOWN;
        end = 0;
        done = 0;
    }

    /** Nothing is appended any more. */
    void seal() throws IOException {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    /** Through a file of its own, because the writer may be closed at any time. */
    void sync() throws IOException {
        long written = end;
        if (synced != written) {
            try (var file = new RandomAccessFile(path.toFile(), "r")) {
                file.getFD().sync();
            }
            synced = written;
        }
    }

    @Override
    public void close() throws IOException {
        seal();
        synchronized (this) {
            closed = true;
            if (reader != null) {
                reader.close();
            }
        }
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    /** Keeps a damaged file for people to look at, out of the way. */
    Path setAside() throws IOException {
        close();
        var name = path.getFileName() + ".damaged";
        var target = path.resolveSibling(name);
        for (int i = 2; Files.exists(target); i++) {
            target = path.resolveSibling(name + "." + i);
        }
        return Files.move(path, target);
    }

    private RandomAccessFile writer() throws IOException {
        if (writer == null) {
            throw new IOException(path + ": nothing can be appended any more");
        }
        return writer;
    }

    private ByteBuffer fill(int maxBytes) throws IOException {
        long left = pending();
        var head = ByteBuffer.wrap(readAt(done, (int) Math.min(left, maxBytes)));
        int first = Frame.sizeAt(head).orElse(0);
        return first > head.remaining() && first <= left ? ByteBuffer.wrap(readAt(done, first)) : head;
    }

    /** For the first one; it can be read from then on even if somebody deletes the file. */
    synchronized RandomAccessFile openReader() throws IOException {
        if (closed) {
            throw new IOException(path + ": closed");
        }
        var file = reader == null ? new RandomAccessFile(path.toFile(), "r") : reader;
        reader = file;
        return file;
    }

    /** Somebody deleted the file. */
    boolean isGone() {
        return Files.notExists(path);
    }

    private synchronized byte[] readAt(long position, int length) throws IOException {
        var bytes = new byte[length];
        if (length == 0) {
            return bytes;
        }
        var file = openReader();
        file.seek(position);
        file.readFully(bytes);
        return bytes;
    }

    /**
     * @param upTo where the segment's next batch begins
     */
    record Batch(Segment segment, List<Frame> frames, long upTo) {}
}
