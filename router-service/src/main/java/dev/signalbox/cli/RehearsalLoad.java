package dev.signalbox.cli;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;

/**
 * Pass-through requests to a rehearsing service, so many that the start cache's profiles (JEP 515) say what is hot: the
 * service then compiles it with its first requests, not after a minute of them.
 */
final class RehearsalLoad {

    private static final int REQUESTS = 6_000;
    private static final int STREAMS = 600;
    private static final int CALLERS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String EXPERT = """

              - name: rehearsal
                openai: {base-url: "http://127.0.0.1:@UPSTREAM@/v1", model: fast}
                limits: {context: 100000, output: 4096}
                price: {input: 0.15, output: 0.60}
                declared: {quality: 0.5, completion-tokens: 120, latency: 100ms}
            """;

    private static final String BODY =
            "{\"model\":\"rehearsal\",\"messages\":[{\"role\":\"system\",\"content\":\"You are brief.\"},"
                    + "{\"role\":\"user\",\"content\":\"Which lever sets the route for the down fast line?\"}]}";

    private final Home home;
    private final URI service;
    private final String key;
    private final HttpClient client = HttpClient.newHttpClient();

    RehearsalLoad(Home home, int port) {
        this.home = home;
        this.service = Place.url(port);
        this.key = home.readAdminKey().orElse("");
    }

    /** Adds the upstream to the running service's roster, as an operator would, and asks it. */
    void run(int upstreamPort) throws IOException, InterruptedException {
        var roster = home.folder().resolve("config").resolve("roster.yaml");
        Files.writeString(
                roster, EXPERT.replace("@UPSTREAM@", Integer.toString(upstreamPort)), StandardOpenOption.APPEND);
        awaitExpert();
        askAll(REQUESTS, BODY);
        askAll(STREAMS, BODY.replaceFirst("\\{", "{\"stream\":true,"));
    }

    private void awaitExpert() throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (ask(BODY) != 200) {
            if (System.nanoTime() > end) {
                throw VerbException.failed("The rehearsing service did not take up a new expert");
            }
            Thread.sleep(100);
        }
    }

    private void askAll(int requests, String body) throws IOException, InterruptedException {
        try (var callers = Executors.newFixedThreadPool(CALLERS)) {
            var replies = new ExecutorCompletionService<Integer>(callers);
            Callable<Integer> request = () -> ask(body);
            for (int i = 0; i < requests; i++) {
                replies.submit(request);
            }
            for (int i = 0; i < requests; i++) {
                int status = replies.take().get();
                if (status != 200) {
                    throw VerbException.failed("The rehearsing service answered with status " + status);
                }
            }
        } catch (ExecutionException e) {
            throw new IOException("a rehearsing request failed: " + e.getCause(), e);
        }
    }

    private int ask(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(service.resolve("/v1/chat/completions"))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.discarding()).statusCode();
    }
}
