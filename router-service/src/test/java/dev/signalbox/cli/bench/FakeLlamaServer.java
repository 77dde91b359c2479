package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/**
 * A program that takes the arguments and requests of llama.cpp's server, and says as many words as it is asked for. Needs no
 * other class, so that it starts from wherever it lies.
 */
final class FakeLlamaServer {

    private static final Pattern TOKENS = Pattern.compile("\"n_predict\":(\\d+)");

    private FakeLlamaServer() {}

    public static void main(String[] arguments) throws IOException {
        var given = List.of(arguments);
        int port = Integer.parseInt(given.get(given.indexOf("--port") + 1));
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/health", exchange -> say(exchange, "{}"));
        server.createContext("/completion", FakeLlamaServer::complete);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    private static void complete(HttpExchange exchange) throws IOException {
        var request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        var asked = TOKENS.matcher(request);
        boolean asAgreed = request.contains("\"temperature\":0,") && request.contains("\"cache_prompt\":false");
        int tokens = asAgreed && asked.find() ? Integer.parseInt(asked.group(1)) : 0;
        say(
                exchange,
                "data: {\"content\":\"x\"}\n\n".repeat(tokens) + "data: {\"tokens_predicted\":" + tokens + "}\n\n");
    }

    private static void say(HttpExchange exchange, String text) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (var out = exchange.getResponseBody()) {
            out.write(text.getBytes(UTF_8));
        }
    }
}
