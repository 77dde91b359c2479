package dev.signalbox.moe.fetch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executors;

/** A web server on loopback that serves one file well, except where a test has it do otherwise first. */
public final class FileServer implements AutoCloseable {

    private final HttpServer server;
    private final byte[] content;
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> ranges = new ArrayList<>();
    private String etag = "\"one\"";

    /** What it does with one request. */
    @FunctionalInterface
    public interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    public FileServer(byte[] content) throws IOException {
        this.content = content;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/model.gguf";
    }

    /** Appends what to do with the next request. */
    public synchronized FileServer next(Answer answer) {
        answers.add(answer);
        return this;
    }

    public synchronized void etag(String tag) {
        etag = tag;
    }

    /** The {@code Range} of each request so far, empty where there was none. */
    public synchronized List<String> ranges() {
        return List.copyOf(ranges);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer answer;
        synchronized (this) {
            var range = exchange.getRequestHeaders().getFirst("Range");
            ranges.add(range == null ? "" : range);
            answer = answers.isEmpty() ? this::serve : answers.removeFirst();
        }
        try (exchange) {
            answer.to(exchange);
        }
    }

    /** As a server should: the part that is asked for, or all of it when the file has changed. */
    public void serve(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var range = headers.getFirst("Range");
        var ifRange = headers.getFirst("If-Range");
        if (range == null || (ifRange != null && !ifRange.equals(etag))) {
            send(exchange, 200, content, content.length);
            return;
        }
        int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
        if (from >= content.length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + content.length);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        exchange.getResponseHeaders()
                .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        send(exchange, 206, Arrays.copyOfRange(content, from, content.length), content.length - from);
    }

    /** Says that the whole file comes, and breaks off after so many bytes. */
    public Answer breakingAfter(int bytes) {
        return exchange -> send(exchange, 200, Arrays.copyOf(content, bytes), content.length);
    }

    /** Sends other bytes than it has. */
    public Answer sending(byte[] other) {
        return exchange -> send(exchange, 200, other, other.length);
    }

    public static Answer status(int status, String... header) {
        return exchange -> {
            if (header.length == 2) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            exchange.sendResponseHeaders(status, -1);
        };
    }

    private void send(HttpExchange exchange, int status, byte[] body, long declared) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.sendResponseHeaders(status, declared);
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
