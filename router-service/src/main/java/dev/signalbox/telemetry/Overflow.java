package dev.signalbox.telemetry;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Records that the disk would not take, held in memory up to a bound. */
final class Overflow {

    private static final long MAX_BYTES = 16 << 20;

    private final Deque<Frame> frames = new ArrayDeque<>();
    private long bytes;
    private boolean closed;

    /** False when it is full or closed. */
    synchronized boolean offer(Frame frame) {
        if (closed || bytes + frame.size() > MAX_BYTES) {
            return false;
        }
        frames.add(frame);
        bytes += frame.size();
        return true;
    }

    /** The oldest ones; they stay until {@link #remove}. */
    synchronized List<Frame> peek(int max) {
        return frames.stream().limit(max).toList();
    }

    synchronized void remove(int count) {
        for (int i = 0; i < count; i++) {
            bytes -= frames.remove().size();
        }
    }

    /** Takes none from now on; what it holds, it keeps. */
    synchronized void close() {
        closed = true;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    synchronized int size() {
        return frames.size();
    }
}
