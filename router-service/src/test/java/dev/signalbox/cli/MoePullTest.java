package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads by the service's own HTTP client, from a server on this machine. */
final class MoePullTest {

    private static final byte[] CONTENT = "not really a model".repeat(9000).getBytes();

    @TempDir
    private Path home = Path.of("");

    private final Shell shell = new Shell();
    private final List<String> paths = new ArrayList<>();
    private HttpServer server;
    private final HttpServer inside;

    MoePullTest() throws IOException {
        server = listen();
        inside = listen();
    }

    private static HttpServer listen() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    }

    @BeforeEach
    void serve() {
        server.createContext("/", this::answer);
        server.start();
        inside.createContext("/", exchange -> {
            paths.add("inside");
            send(exchange, CONTENT.length);
        });
        inside.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        inside.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        boolean first = !paths.contains(path);
        paths.add(path);
        switch (path) {
            case "/m.gguf" -> send(exchange, CONTENT.length);
            case "/breaks.gguf" -> {
                if (first) {
                    send(exchange, 50_000);
                } else {
                    var range = exchange.getRequestHeaders().getFirst("Range");
                    int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
                    exchange.getResponseHeaders()
                            .set("Content-Range", "bytes " + from + "-" + (CONTENT.length - 1) + "/" + CONTENT.length);
                    exchange.sendResponseHeaders(206, CONTENT.length - from);
                    exchange.getResponseBody().write(CONTENT, from, CONTENT.length - from);
                    exchange.close();
                }
            }
            case "/moved.gguf" -> redirect(exchange, "/m.gguf");
            case "/inward.gguf" -> redirect(exchange, "http://localhost:" + port(inside) + "/m.gguf");
            case "/port.gguf" -> redirect(exchange, "http://127.0.0.1:" + port(inside) + "/m.gguf");
            default -> redirect(exchange, "http://169.254.169.254/latest");
        }
    }

    private static void send(HttpExchange exchange, int bytes) throws IOException {
        exchange.sendResponseHeaders(200, CONTENT.length);
        exchange.getResponseBody().write(CONTENT, 0, bytes);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private static int port(HttpServer server) {
        return server.getAddress().getPort();
    }

    private static String sha256() throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONTENT));
    }

    private int pull(String path, String sha256) {
        var url = "http://127.0.0.1:" + port(server) + path;
        return shell.run("moe", "pull", url, "--sha256", sha256, "--home", home.toString());
    }

    private Path file(String name) throws Exception {
        return home.resolve("models/downloads/" + sha256()).resolve(name).toAbsolutePath();
    }

    @Test
    void pull_url_fileIsHereAndVerified() throws Exception {
        assertThat(pull("/m.gguf", sha256())).isZero();
        assertThat(shell.out()).isEqualTo(file("m.gguf") + " is here and verified: 158.2 KiB\n");
        assertThat(file("m.gguf")).hasBinaryContent(CONTENT);
    }

    @Test
    void pull_bodyBreaks_goesOn() throws Exception {
        assertThat(pull("/breaks.gguf", sha256())).as(shell.err()).isZero();
        assertThat(file("breaks.gguf")).hasBinaryContent(CONTENT);
    }

    @Test
    void pull_expert_readsTheRoster() throws Exception {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/roster.yaml"), """
                experts:
                  - name: local/far
                    local: {url: "http://127.0.0.1:%d/moved.gguf", sha256: %s}
                  - name: local/near
                    local: {model: sums}
                """.formatted(port(server), sha256()));
        assertThat(shell.run("moe", "pull", "local/far", "--home", home.toString()))
                .as(shell.err())
                .isZero();
        assertThat(file("moved.gguf")).hasBinaryContent(CONTENT);
        assertThat(shell.run("moe", "pull", "local/near", "--home", home.toString()))
                .isNotZero();
        assertThat(shell.err()).contains("local/near: this expert's model is not downloaded by url");
        assertThat(shell.run("moe", "pull", "local/none", "--home", home.toString()))
                .isNotZero();
        assertThat(shell.err()).contains("no expert of");
    }

    @Test
    void pull_wrongContent_refusedAndRemoved() throws Exception {
        assertThat(pull("/m.gguf", "0".repeat(64))).isNotZero();
        assertThat(shell.err()).contains("SHA-256 is " + sha256() + ", expected 0000");
        try (var left = Files.list(home.resolve("models/downloads/" + "0".repeat(64)))) {
            assertThat(left.map(Path::toString)).allMatch(name -> name.endsWith(".lock"));
        }
    }

    @Test
    void pull_redirectToAPrivateAddress_refused() throws Exception {
        for (var path : List.of("/inward.gguf", "/port.gguf", "/metadata.gguf")) {
            assertThat(pull(path, sha256())).isNotZero();
            assertThat(shell.err()).startsWith("Not downloaded: ");
        }
        assertThat(paths).containsExactly("/inward.gguf", "/port.gguf", "/metadata.gguf");
    }

    @Test
    void pull_urlWithoutHash_refused() {
        assertThat(shell.run("moe", "pull", "http://127.0.0.1/m.gguf")).isNotZero();
        assertThat(shell.err()).startsWith("--sha256: missing");
    }
}
