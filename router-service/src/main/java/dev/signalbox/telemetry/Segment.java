package dev.signalbox.telemetry;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One file of the spool.
 *
 * <p>Plain files, not channels: an interrupted thread would close a channel under everyone else.
 */
final class Segment implements AutoCloseable {

    private final Path path;
    private final RandomAccessFile writer;
    private final RandomAccessFile reader;
    /** Everything before it is whole; written under the spool's lock. */
    private volatile long end;
    /** Everything before it is in the database; touched by the one reader, seen by gauges. */
    private volatile long done;

    private long synced;

    /** Opens what an earlier process left, or makes a new file. */
    Segment(Path path) throws IOException {
        this.path = path;
        this.writer = new RandomAccessFile(path.toFile(), "rw");
        this.reader = new RandomAccessFile(path.toFile(), "r");
        this.end = writer.length();
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
        writer.seek(at);
        writer.write(frame);
        end = at + frame.length;
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
        writer.setLength(0);
        end = 0;
        done = 0;
    }

    void sync() throws IOException {
        long written = end;
        if (synced != written) {
            writer.getFD().sync();
            synced = written;
        }
    }

    @Override
    public void close() throws IOException {
        reader.close();
        writer.close();
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(path);
    }

    /** Keeps a damaged file for people to look at, out of the way. */
    Path setAside() throws IOException {
        close();
        return Files.move(path, path.resolveSibling(path.getFileName() + ".damaged"));
    }

    private ByteBuffer fill(int maxBytes) throws IOException {
        long left = pending();
        var head = ByteBuffer.wrap(readAt(done, (int) Math.min(left, maxBytes)));
        int first = Frame.sizeAt(head).orElse(0);
        return first > head.remaining() && first <= left ? ByteBuffer.wrap(readAt(done, first)) : head;
    }

    private byte[] readAt(long position, int length) throws IOException {
        var bytes = new byte[length];
        reader.seek(position);
        reader.readFully(bytes);
        return bytes;
    }

    /**
     * @param upTo where the segment's next batch begins
     */
    record Batch(Segment segment, List<Frame> frames, long upTo) {}
}
