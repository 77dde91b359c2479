package dev.signalbox.experts.openai;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** One server-sent event: its bytes as they came, from the first data line on, and where its data lies. */
final class SseEvent {

    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};
    private static final byte[] ERROR = {'e', 'r', 'r', 'o', 'r', ':'};
    private static final byte[] EVENT_ERROR = {'e', 'v', 'e', 'n', 't', ':', 'e', 'r', 'r', 'o', 'r'};
    private static final byte[] EVENT_ERROR_SPACED = {'e', 'v', 'e', 'n', 't', ':', ' ', 'e', 'r', 'r', 'o', 'r'};
    private static final byte[] DONE = {'[', 'D', 'O', 'N', 'E', ']'};

    private byte[] wire;
    private byte[] data;
    private int from;
    private int to;
    private boolean error;
    private boolean found;

    private SseEvent() {
        wire = new byte[0];
        data = wire;
    }

    /** Reads the lines in {@code [start, end)}, the closing blank line included. Copies what it keeps. */
    static SseEvent of(byte[] buffer, int start, int end) {
        var event = new SseEvent();
        for (int line = start; line < end; ) {
            int feed = line;
            while (feed < end && buffer[feed] != '\n') {
                feed++;
            }
            int stop = feed > line && buffer[feed - 1] == '\r' ? feed - 1 : feed;
            event.line(buffer, line, stop, end);
            line = feed + 1;
        }
        return event;
    }

    /** False for comments and fields other than data, which say nothing. */
    boolean hasData() {
        return found;
    }

    boolean isDone() {
        return found && Arrays.equals(data, from, to, DONE, 0, DONE.length);
    }

    /** True when its type names it an error; an error can hide in its data too. */
    boolean isError() {
        return error;
    }

    byte[] data() {
        return data;
    }

    int from() {
        return from;
    }

    int length() {
        return to - from;
    }

    /** The bytes from {@code data:} to the blank line. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(wire);
    }

    private void line(byte[] buffer, int start, int stop, int end) {
        if (startsWith(buffer, start, stop, DATA)) {
            data(buffer, start, stop, start + DATA.length, end);
        } else if (startsWith(buffer, start, stop, ERROR)) { // llama.cpp
            error = true;
            data(buffer, start, stop, start + ERROR.length, end);
        } else if (startsWith(buffer, start, stop, EVENT_ERROR_SPACED)
                || startsWith(buffer, start, stop, EVENT_ERROR)) {
            error = true;
        }
    }

    private void data(byte[] buffer, int lineStart, int stop, int valueStart, int end) {
        int value = valueStart < stop && buffer[valueStart] == ' ' ? valueStart + 1 : valueStart;
        if (found) {
            join(buffer, value, stop);
            return;
        }
        found = true;
        wire = Arrays.copyOfRange(buffer, lineStart, end);
        data = wire;
        from = value - lineStart;
        to = stop - lineStart;
    }

    /** Further data lines make one value, joined by line feeds. */
    private void join(byte[] buffer, int start, int stop) {
        var joined = new ByteArrayOutputStream(to - from + 1 + stop - start);
        joined.write(data, from, to - from);
        joined.write('\n');
        joined.write(buffer, start, stop - start);
        data = joined.toByteArray();
        from = 0;
        to = data.length;
    }

    private static boolean startsWith(byte[] buffer, int start, int stop, byte[] prefix) {
        return stop - start >= prefix.length
                && Arrays.equals(buffer, start, start + prefix.length, prefix, 0, prefix.length);
    }
}
