package dev.signalbox.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.cli.bench.MoeLoad.Pace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * llama.cpp's own server under the same loads: a program of its own, asked over HTTP as its users ask it. Only its own
 * processor time counts, not that of who asks.
 */
public final class LlamaServer implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String EVENT = "data: ";
    private static final String HEALTH = "health";
    private static final String COMPLETION = "completion";

    /** As the others are measured. */
    private static final String QUIET = "--log-disable";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CHECK_MILLIS = 50;

    /** Tokens of a slot beyond a load's: the server refuses what fills a slot to its last token. */
    private static final int SPARE = 32;

    /** Systems count the time of other processes in hundredths of a second. */
    private static final long TICK_NANOS = 10_000_000;

    private final Process process;
    private final URI root;

    private LlamaServer(Process process, int port) {
        this.process = process;
        root = URI.create("http://127.0.0.1:" + port + "/");
    }

    /** A server that can be started. */
    public record Binary(Path file, int port) {}

    /** Starts it with the model loaded. */
    static LlamaServer start(Binary binary, MoeBench.Terms terms, Path model) throws IOException, InterruptedException {
        var command = command(binary, terms, model);
        var quiet = Stream.concat(command.stream(), Stream.of(QUIET)).toList();
        var process = new ProcessBuilder(quiet)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.DISCARD)
                .start();
        var server = new LlamaServer(process, binary.port());
        try {
            server.awaitModel();
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(e.getMessage() + "; by hand it says why: " + String.join(" ", command), e);
        } catch (InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private static List<String> command(Binary binary, MoeBench.Terms terms, Path model) {
        var command = new ArrayList<>(List.of(binary.file().toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", "" + binary.port(), "--model", model.toString()));
        command.addAll(List.of("--parallel", "" + terms.mostAskers()));
        command.addAll(
                List.of("--ctx-size", "" + terms.mostAskers() * (terms.context() + SPARE), "--no-context-shift"));
        command.addAll(List.of("--threads", "" + terms.threads(), "--threads-batch", "" + terms.threads()));
        return command;
    }

    private void awaitModel() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            if (process.waitFor(CHECK_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IOException("llama-server ended with " + process.exitValue());
            }
            if (isHealthy()) {
                return;
            }
        }
        throw new IOException("llama-server has not loaded the model within " + PATIENCE);
    }

    private boolean isHealthy() throws IOException {
        try {
            return open(HEALTH).getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (ConnectException notListeningYet) {
            return false;
        }
    }

    /** Each time anew: a connection that was kept ended under the next request (build b4916). */
    private HttpURLConnection open(String path) throws IOException {
        if (!(root.resolve(path).toURL().openConnection() instanceof HttpURLConnection connection)) {
            throw new IllegalStateException(root + " is not http");
        }
        connection.setRequestProperty("Connection", "close");
        return connection;
    }

    Pace under(MoeLoad load, long seed) throws InterruptedException {
        long before = cpuNanos();
        var pace = load.on(this::ask, seed);
        return new Pace(pace.nanos(), pace.firstTokenNanos(), Math.max(TICK_NANOS, cpuNanos() - before));
    }

    private long cpuNanos() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> new IllegalStateException("llama-server ended, or its processor time is not told"))
                .toNanos();
    }

    private void ask(String question, int tokens, Runnable first) {
        var body = JSON.createObjectNode()
                .put("prompt", question + MoeLoad.SIGN)
                .put("n_predict", tokens)
                .put("temperature", 0)
                .put("cache_prompt", false)
                .put("stream", true);
        try {
            var connection = open(COMPLETION);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/json");
            try (var out = connection.getOutputStream()) {
                out.write(body.toString().getBytes(UTF_8));
            }
            try (var in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
                check(last(in, first), tokens);
            }
        } catch (IOException e) {
            throw new IllegalStateException("llama-server does not answer: " + e.getMessage(), e);
        }
    }

    /** The last line that says something; runs {@code first} at the first one. */
    private static String last(BufferedReader in, Runnable first) throws IOException {
        var last = "";
        for (var line = in.readLine(); line != null; line = in.readLine()) {
            if (last.isEmpty()) {
                first.run();
            }
            last = line.isEmpty() ? last : line;
        }
        return last;
    }

    private static void check(String last, int tokens) {
        if (!last.startsWith(EVENT)
                || JSON.readTree(last.substring(EVENT.length()))
                                .path("tokens_predicted")
                                .asInt()
                        != tokens) {
            throw new IllegalStateException("llama-server: expected " + tokens + " tokens: " + last);
        }
    }

    @Override
    public void close() {
        BindingProcess.end(process);
    }
}
