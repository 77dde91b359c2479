package dev.signalbox.experts.openai;

import dev.signalbox.experts.http.Incoming;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Cuts a byte stream into server-sent events, wherever packets begin and end. Lines end in LF or CRLF. An event longer
 * than the bound is an {@link EventTooLongException}.
 */
final class SseSplitter {

    private static final int FIRST_BUFFER = 8 * 1024;

    private final int maxEvent;
    private byte[] buffer = new byte[FIRST_BUFFER];
    private int start;
    private int scanned;
    private int end;

    SseSplitter(int maxEvent) {
        this.maxEvent = maxEvent;
    }

    /** Takes some more bytes; false at the end of the stream. */
    boolean fill(Incoming response) throws IOException {
        makeRoom();
        int count = response.read(buffer, end, buffer.length - end);
        end += Math.max(count, 0);
        return count >= 0;
    }

    /** The next whole event with data in it, empty when more bytes are needed. */
    Optional<SseEvent> next() {
        while (true) {
            int stop = endOfEvent();
            if (stop < 0) {
                return Optional.empty();
            }
            var event = SseEvent.of(buffer, start, stop);
            start = stop;
            scanned = stop;
            if (event.hasData()) {
                return Optional.of(event);
            }
        }
    }

    /** Just after the next blank line, or -1. */
    private int endOfEvent() {
        for (int at = scanned; at < end; at++) {
            if (buffer[at] == '\n' && isBlankLineEnd(at)) {
                return at + 1;
            }
        }
        scanned = end;
        return -1;
    }

    /** True when the line that the line feed at {@code feed} closes is empty. */
    private boolean isBlankLineEnd(int feed) {
        int before = feed - 1;
        if (before >= start && buffer[before] == '\r') {
            before--;
        }
        return before < start || buffer[before] == '\n';
    }

    private void makeRoom() throws EventTooLongException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            scanned -= start;
            start = 0;
        }
        if (end > maxEvent) {
            throw new EventTooLongException(maxEvent);
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * end);
        }
    }

    /** An event that does not end within the bound. */
    static final class EventTooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        EventTooLongException(int maxEvent) {
            super("an event longer than " + maxEvent + " bytes");
        }
    }
}
