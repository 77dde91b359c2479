package dev.signalbox.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FaultServerTest {

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final String POST =
            "POST /v1/chat/completions HTTP/1.1\r\nX-Test: yes\r\nContent-Length: 2\r\n\r\n{}";

    private final FaultServer server = FaultServer.start();

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void script_twoRequestsOnOneConnection_playsOneEachInOrder() throws Exception {
        server.script(Script.json("one"), Script.status(429, "two", "Retry-After: 2"));
        try (var client = connect()) {
            assertThat(exchange(client, "one")).startsWith("HTTP/1.1 200 ");
            assertThat(exchange(client, "two")).startsWith("HTTP/1.1 429 ").contains("\r\nRetry-After: 2\r\n");
        }
        assertThat(server.connections()).isEqualTo(1);
        assertThat(server.received()).hasSize(2);
        var first = server.take(SOON);
        assertThat(first.body()).isEqualTo("{}");
        assertThat(first.header("x-test")).contains("yes");
        assertThat(first.target()).isEqualTo("/v1/chat/completions");
        assertThat(server.awaitClientClose(Duration.ZERO)).isFalse();
    }

    @Test
    void awaitClientClose_clientLeavesWhileServerHangs_true() throws Exception {
        server.script(Script.sse().events("{}").hang());
        try (var client = connect()) {
            exchange(client, "{}");
        }
        assertThat(server.awaitClientClose(SOON)).isTrue();
    }

    @Test
    void cut_scriptBreaksConnection_noDeparture() throws Exception {
        server.script(Script.sse().cut());
        try (var client = connect()) {
            assertThatThrownBy(() -> {
                        client.getOutputStream().write(POST.getBytes(UTF_8));
                        client.getInputStream().readAllBytes();
                    })
                    .isInstanceOf(IOException.class);
        }
        assertThat(server.awaitClientClose(Duration.ofMillis(50))).isFalse();
    }

    @Test
    void deaf_connect_timesOut() throws Exception {
        try (var deaf = FaultServer.deaf();
                var client = new Socket()) {
            var address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), deaf.port());
            assertThatThrownBy(() -> client.connect(address, 100)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getByName("127.0.0.1"), server.port());
    }

    private static String exchange(Socket client, String end) throws IOException {
        client.getOutputStream().write(POST.getBytes(UTF_8));
        var seen = new StringBuilder();
        while (seen.indexOf(end) < 0) {
            seen.append((char) client.getInputStream().read());
        }
        return seen.toString();
    }
}
