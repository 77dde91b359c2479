package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.experts.Reply;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave, over bare sockets. */
final class ClientWatchTest extends GatewayTest {

    /** Within half a second on an idle machine; the bound leaves room for a busy one. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private static final Pattern LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch proceed = new CountDownLatch(1);

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"stream\":true"})
    void watch_clientLeavesBeforeAnyToken_cancels(String more) throws Exception {
        pipeline.behave((_, _, cancellation) -> {
            cancellation.onCancel(cancelled::countDown);
            started.countDown();
            cancelled.await(10, SECONDS);
            return FakePipeline.failure(Reply.Failure.of(Reply.Failure.Kind.CANCELLED, "the client left"));
        });

        try (var socket = connect()) {
            send(socket, chat(more));
            assertThat(started.await(5, SECONDS)).isTrue();
        }

        assertCancelledSoon();
    }

    @Test
    void watch_clientResetsWhileExpertIsQuiet_cancels() throws Exception {
        pipeline.behave((_, sink, cancellation) -> {
            cancellation.onCancel(cancelled::countDown);
            sink.text("Wait");
            started.countDown();
            cancelled.await(10, SECONDS);
            return FakePipeline.failure(Reply.Failure.of(Reply.Failure.Kind.CANCELLED, "the client left"));
        });

        try (var socket = connect()) {
            send(socket, chat(",\"stream\":true"));
            assertThat(started.await(5, SECONDS)).isTrue();
            // Nothing lingers: the client's kernel sends a reset.
            socket.setSoLinger(true, 0);
        }

        assertCancelledSoon();
    }

    @Test
    void text_clientLeft_writeFailureCancels() throws Exception {
        pipeline.behave((_, sink, cancellation) -> {
            cancellation.onCancel(cancelled::countDown);
            started.countDown();
            while (!cancellation.isCancelled()) {
                sink.text("token");
            }
            sink.text("dropped without an exception");
            return FakePipeline.failure(Reply.Failure.of(Reply.Failure.Kind.CANCELLED, "the client left"));
        });

        try (var socket = connect()) {
            send(socket, chat(",\"stream\":true"));
            assertThat(started.await(5, SECONDS)).isTrue();
        }

        assertCancelledSoon();
    }

    @Test
    void watch_clientWaits_isNotCancelled() throws Exception {
        pipeline.behave((_, _, cancellation) -> {
            // Several looks at the socket.
            assertThat(proceed.await(450, MILLISECONDS)).isFalse();
            return FakePipeline.answer(new Reply.Text("cancelled: " + cancellation.isCancelled()));
        });

        assertThat(post(CHAT, chat("")).body()).contains("cancelled: false");
    }

    @Test
    void watch_pipelinedRequests_areAllAnswered() throws Exception {
        var turns = new SynchronousQueue<String>();
        pipeline.behave((query, _, cancellation) -> {
            turns.put(query.question());
            // Long enough for looks at a socket that holds the next request already.
            assertThat(proceed.await(250, MILLISECONDS)).isFalse();
            return FakePipeline.answer(new Reply.Text(query.question() + cancellation.isCancelled()));
        });

        try (var socket = connect()) {
            send(socket, chat("").replace("What is 4 + 3?", "first"));
            assertThat(turns.poll(5, SECONDS)).isEqualTo("first");
            send(socket, chat("").replace("What is 4 + 3?", "second"));
            assertThat(turns.poll(5, SECONDS)).isEqualTo("second");
            send(socket, chat("").replace("What is 4 + 3?", "third"));
            assertThat(turns.poll(5, SECONDS)).isEqualTo("third");

            assertThat(completion(socket)).contains("\"firstfalse\"");
            assertThat(completion(socket)).contains("\"secondfalse\"");
            assertThat(completion(socket)).contains("\"thirdfalse\"");
        }
    }

    private Socket connect() throws IOException {
        return new Socket("localhost", port);
    }

    private static void send(Socket socket, String body) throws IOException {
        var bytes = body.getBytes(UTF_8);
        var head = "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + GatewayTestServer.KEY
                + "\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(UTF_8));
    }

    private static String completion(Socket socket) throws IOException {
        socket.setSoTimeout(5000);
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) socket.getInputStream().read());
        }
        var length = LENGTH.matcher(head);
        assertThat(length.find()).isTrue();
        return new String(socket.getInputStream().readNBytes(Integer.parseInt(length.group(1))), UTF_8);
    }

    private void assertCancelledSoon() throws InterruptedException {
        long start = System.nanoTime();
        assertThat(cancelled.await(10, SECONDS)).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
    }
}
