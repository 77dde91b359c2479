package dev.signalbox.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A service of canned answers: inside a test, or as a process of its own that starts as the real one does. */
final class FakeService implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    record Answer(int status, Map<String, String> headers, String body) {}

    record Request(String line, String authorization, String trace, String body) {}

    FakeService(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", this::handle);
        server.start();
        on("GET /health/ready", "{\"status\":\"ready\"}");
        on("GET /health", "{\"status\":\"up\",\"version\":\"9.9\"}");
        on("GET /admin/local", """
                {"memory_bytes": 1048576, "models": [
                  {"name": "sums.gguf", "state": "loaded", "bytes": 524288, "replies": 0, "worker": null},
                  {"name": "own.gguf", "state": "loaded", "bytes": 0, "replies": 0,
                   "worker": {"state": "starting", "pid": 0, "restarts": 3, "problem": "its worker is being replaced"}}]}
                """);
    }

    /**
     * What a started process runs: arguments as the real service takes them, {@code BREAK} in the home folder makes it
     * fail.
     */
    static void main(String[] args) throws IOException {
        var options = new TreeMap<String, String>();
        for (var argument : args) {
            var pair = argument.split("=", 2);
            options.put(pair[0], pair.length > 1 ? pair[1] : "");
        }
        var home = Path.of(options.getOrDefault("--signalbox.home", "."));
        Files.writeString(home.resolve("logs/signalbox.log"), "12:00 INFO 1 --- [main] x.Y : Loading the models\n");
        if (Files.exists(home.resolve("BREAK"))) {
            Files.writeString(home.resolve("logs/signalbox.log"), "12:00 ERROR : The roster is broken\n");
            System.exit(1);
        }
        Files.writeString(home.resolve("admin.key"), "sb-secret\n");
        new FakeService(Integer.parseInt(options.getOrDefault("--server.port", "0")))
                .on(
                        "GET /v1/models",
                        "{\"data\":[{\"id\":\"auto\"},{\"id\":\"policy/auto\"},{\"id\":\"local/sums\"},{\"id\":\"local/atlas\"}]}");
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url() {
        return Place.url(port());
    }

    FakeService on(String line, String body) {
        return on(line, 200, Map.of(), body);
    }

    FakeService on(String line, int status, Map<String, String> headers, String body) {
        answers.put(line, new Answer(status, headers, body));
        return this;
    }

    List<Request> requests() {
        return new ArrayList<>(requests);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(
                    new Request(line, header(exchange, "Authorization"), header(exchange, "x-signalbox-trace"), body));
            var answer =
                    answers.getOrDefault(line, new Answer(404, Map.of(), "{\"error\":{\"message\":\"no such path\"}}"));
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        var value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
