package dev.signalbox.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What a {@link FaultServer} does with one request, step by step. Immutable: every method returns a longer script. A
 * script that ends leaves the connection open for the next request, unless it was {@link #cut}.
 */
public final class Script {

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(300);
    private static final String EVENT_STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
            + "Transfer-Encoding: chunked\r\nx-request-id: req-1\r\n\r\n";

    private final List<Step> steps;

    private Script(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Reads the request and says nothing yet. */
    public static Script silence() {
        return new Script(List.of());
    }

    /** A whole reply, 200. */
    public static Script json(String body) {
        return status(200, body);
    }

    /** A whole reply; headers are full lines such as {@code Retry-After: 2}. */
    public static Script status(int status, String body, String... headers) {
        var lines = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return silence()
                .raw("HTTP/1.1 " + status + " Scripted\r\nContent-Type: application/json\r\n" + lines
                        + "Content-Length: " + body.getBytes(UTF_8).length + "\r\n\r\n" + body);
    }

    /** A whole event stream: each of {@code data} as one event in one packet, then {@code [DONE]}. */
    public static Script stream(String... data) {
        return sse().events(data).done();
    }

    /** The headers of an event stream; events follow. */
    public static Script sse() {
        return silence().raw(EVENT_STREAM);
    }

    /** A 200 whose JSON body is {@code bytes} spaces long and then some, sent as it is made. */
    public static Script huge(long bytes) {
        return silence()
                .raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes + "\r\n\r\n")
                .then(wire -> {
                    var block = " ".repeat(1 << 16).getBytes(UTF_8);
                    for (long left = bytes; left > 0; left -= block.length) {
                        wire.out().write(block, 0, (int) Math.min(left, block.length));
                    }
                });
    }

    /** Bytes on the wire exactly as given. */
    public Script raw(String text) {
        var bytes = text.getBytes(UTF_8);
        return then(wire -> {
            wire.out().write(bytes);
            wire.out().flush();
        });
    }

    /** One HTTP chunk holding {@code text}: part of an event, or several. */
    public Script chunk(String text) {
        return raw(Integer.toHexString(text.getBytes(UTF_8).length) + "\r\n" + text + "\r\n");
    }

    /** The same, cut into HTTP chunks of {@code size} bytes. */
    public Script chunks(String text, int size) {
        var bytes = text.getBytes(UTF_8);
        return then(wire -> {
            for (int at = 0; at < bytes.length; at += size) {
                int length = Math.min(size, bytes.length - at);
                wire.out().write((Integer.toHexString(length) + "\r\n").getBytes(UTF_8));
                wire.out().write(bytes, at, length);
                wire.out().write("\r\n".getBytes(UTF_8));
                wire.out().flush();
            }
        });
    }

    /** One event per element, each in a chunk of its own. */
    public Script events(String... data) {
        var script = this;
        for (var each : data) {
            script = script.chunk("data: " + each + "\n\n");
        }
        return script;
    }

    /** {@code [DONE]} and the end of the body. */
    public Script done() {
        return events("[DONE]").end();
    }

    /** The end of a chunked body, without {@code [DONE]}. */
    public Script end() {
        return raw("0\r\n\r\n");
    }

    /** Waits, 300 ms at most so that no test sleeps for long. */
    public Script pause(Duration time) {
        if (time.compareTo(LONGEST_PAUSE) > 0) {
            throw new IllegalArgumentException("pause: " + time + ", expected at most " + LONGEST_PAUSE);
        }
        return then(wire -> Thread.sleep(time));
    }

    /** Waits until the test opens {@code latch}. */
    public Script until(CountDownLatch latch) {
        return then(wire -> latch.await());
    }

    /** Says no more and keeps the connection, until the client leaves or the server closes. */
    public Script hang() {
        return then(wire -> new CountDownLatch(1).await());
    }

    /** Repeats raw bytes with a gap between, until the client leaves. */
    public Script drip(String text, Duration gap) {
        var bytes = text.getBytes(UTF_8);
        return then(wire -> {
            while (true) {
                wire.out().write(bytes);
                wire.out().flush();
                Thread.sleep(gap);
            }
        });
    }

    /** Breaks the connection with a reset. */
    public Script cut() {
        return then(wire -> wire.close(true));
    }

    /** Announces a chunk twice as long as {@code text}, sends {@code text}, and closes the connection. */
    public Script cutInside(String text) {
        return raw(Integer.toHexString(2 * text.getBytes(UTF_8).length) + "\r\n" + text)
                .then(wire -> wire.close(false));
    }

    /** The text in a view of bytes; the view is left as it was. */
    public static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }

    private Script then(Step step) {
        var longer = new ArrayList<>(steps);
        longer.add(step);
        return new Script(longer);
    }

    void play(Wire wire) throws IOException, InterruptedException {
        for (var step : steps) {
            step.play(wire);
        }
    }

    /** One thing done to a connection. */
    @FunctionalInterface
    private interface Step {
        void play(Wire wire) throws IOException, InterruptedException;
    }

    /** A connection as a script sees it. */
    interface Wire {
        OutputStream out();

        void close(boolean reset) throws IOException;
    }
}
