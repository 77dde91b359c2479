package dev.signalbox.moe.worker;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.moe.worker.LoopbackServer.Events;
import dev.signalbox.moe.worker.LoopbackServer.Request;
import dev.signalbox.moe.worker.LoopbackServer.Response;
import dev.signalbox.moe.worker.LoopbackServer.Whole;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends of the wire, and what either does when the other is not what it should be. */
@Timeout(20)
final class LoopbackTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] NOTHING = {};

    private final AtomicInteger served = new AtomicInteger();
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private LoopbackServer server;
    private LoopbackClient client;

    @BeforeEach
    void open() throws IOException {
        server = LoopbackServer.open("right", this::answer);
        client = new LoopbackClient(server.port(), "right");
    }

    @AfterEach
    void close() throws IOException {
        server.close();
    }

    private Response answer(Request request) throws IOException {
        served.incrementAndGet();
        return switch (request.call()) {
            case "POST /echo" -> new Whole(200, request.body());
            case "GET /bug" -> throw new IllegalStateException("secret");
            case "GET /wrong" -> throw new IllegalArgumentException("field: value, expected another");
            case "POST /stream" ->
                new Events(out -> {
                    request.hangup().onHangup(hungUp::countDown);
                    EventStream.write(Wire.object().put("n", 1), out);
                    out.flush();
                    await(hungUp);
                    EventStream.write(Wire.object().put("n", 2), out);
                });
            default -> new Whole(404, Wire.error(404, "not_found_error", "no such thing"));
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void post_anyText_comesBackAsItWas() throws IOException {
        var text = "\u0000 \"\\ é € \uD83D\uDE00 half \uD83D";
        var sent = Wire.bytes(Wire.object().put("text", text));
        assertThat(Wire.tree(client.post("/echo", sent, PATIENCE)).path("text").stringValue())
                .isEqualTo(text);
    }

    @Test
    void get_wrongToken_refusedBeforeAnythingIsServed() {
        for (var token : new String[] {"wrong", "", "rightly", "righ"}) {
            var stranger = new LoopbackClient(server.port(), token);
            assertThatThrownBy(() -> stranger.post("/echo", NOTHING, PATIENCE))
                    .isInstanceOfSatisfying(
                            WorkerRefusedException.class,
                            refused -> assertThat(refused.status()).isEqualTo(401))
                    .hasMessage("Invalid API Key");
        }
        assertThat(served).hasValue(0);
    }

    @Test
    void get_refusals_nameStatusAndReason() {
        assertThatThrownBy(() -> client.get("/none", PATIENCE)).hasMessage("no such thing");
        assertThatThrownBy(() -> client.get("/wrong", PATIENCE)).hasMessage("field: value, expected another");
        assertThatThrownBy(() -> client.get("/bug", PATIENCE)).hasMessage("the worker failed");
    }

    @Test
    void hangUp_whileEventsCome_serverKnowsAndStillSaysTheLast() throws IOException {
        try (var events = client.stream("/stream", NOTHING)) {
            assertThat(events.next().orElseThrow().path("n").asInt()).isEqualTo(1);
            events.hangUp();
            assertThat(events.next().orElseThrow().path("n").asInt()).isEqualTo(2);
            assertThat(events.next()).isEmpty();
        }
    }

    @Test
    void close_whileEventsCome_serverKnows() throws IOException {
        client.stream("/stream", NOTHING).close();
        await(hungUp);
    }

    @Test
    void get_portClosed_connectionRefused() throws IOException {
        server.close();
        assertThatThrownBy(() -> client.get("/health", PATIENCE)).isInstanceOf(ConnectException.class);
    }

    @Test
    void serve_garbage_isDroppedAndOthersAreServed() throws IOException {
        for (var garbage :
                new String[] {"\r\n\r\n\r\n\r\n\r\n\r\n", "GET", "\u0016\u0003\u0001", "x".repeat(100_000)}) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.getOutputStream().write(garbage.getBytes(US_ASCII));
                socket.shutdownOutput();
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // A reset is as good an answer.
            }
        }
        assertThat(served).hasValue(0);
        assertThat(client.post("/echo", NOTHING, PATIENCE)).asString().isEqualTo("{}");
    }

    /** Answers whatever is asked with {@code reply}, and leaves the line open if told so. */
    private static LoopbackClient mimic(String reply, boolean open) throws IOException {
        var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            try (listener) {
                var socket = listener.accept();
                socket.getOutputStream().write(reply.getBytes(US_ASCII));
                if (!open) {
                    socket.shutdownOutput();
                }
                socket.getInputStream().readAllBytes();
            } catch (IOException _) {
                // The client has had enough.
            }
        });
        return new LoopbackClient(listener.getLocalPort(), "right");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\ndata"
            })
    void stream_notHttp_ioException(String reply) throws IOException {
        var mimic = mimic(reply, false);
        assertThatThrownBy(() -> {
                    try (var events = mimic.stream("/stream", NOTHING)) {
                        events.next();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\n\n", "data: }{\n\n", "event: x\n\n", "garbage\n\n", "data: \u0001\n\n"})
    void stream_notEvents_malformed(String body) throws IOException {
        var mimic = mimic("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body, false);
        try (var events = mimic.stream("/stream", NOTHING)) {
            assertThatThrownBy(events::next).isInstanceOf(MalformedWireException.class);
        }
    }

    @Test
    void stream_headersWithoutEnd_refused() throws IOException {
        var mimic = mimic("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(1000), false);
        assertThatThrownBy(() -> mimic.stream("/stream", NOTHING)).isInstanceOf(IOException.class);
    }

    @Test
    void get_silence_timesOut() throws IOException {
        var mimic = mimic("", true);
        assertThatThrownBy(() -> mimic.get("/health", Duration.ofMillis(50)))
                .isInstanceOf(InterruptedIOException.class);
    }
}
