package dev.signalbox.cli;

import dev.signalbox.cli.KillTally.Ending;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills the worker of a local model again and again while a service of its own is under load, and looks at what becomes of the
 * requests and of their records.
 */
final class WorkerKills implements AutoCloseable {

    private static final String VICTIM = "local/victim";

    private static final String ROSTER = """
            experts:
              - name: local/victim
                description: In a worker that is killed
                local: {model: "@MODEL@", slots: 4, threads: 1, together: false, runtime: worker}
                limits: {context: 512, output: 64, reads: question}
                price: {input: 0.5, output: 2.0}
                declared: {quality: 0.9, completion-tokens: 60, latency: 100ms}
                breaker: {failure-rate: 1.0, window: 100, open-for: 1s}
              - name: local/fallback
                description: In the service, for when the first fails
                local: {model: sums, slots: 4}
                limits: {context: 512, output: 400, reads: question}
                price: {input: 0.5, output: 2.0}
                declared: {quality: 0.1, completion-tokens: 60, latency: 100ms}
            """;

    private static final String POLICY = """
            policy: auto
            description: The victim while it lives
            score: {static: {}}
            objective: {quality: 1.0}
            gate: {top-k: 1}
            fallback: [local/fallback]
            """;

    private static final int CALLERS = 8;
    private static final int ANSWERS_BETWEEN = 8;
    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private final Path folder;
    private final Process service;
    private final URI base;
    private final String key;
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger fromVictim = new AtomicInteger();
    private volatile boolean over;

    private WorkerKills(Path folder, Process service, URI base, String key) {
        this.folder = folder;
        this.service = service;
        this.base = base;
        this.key = key;
    }

    /** Starts a service whose first expert is {@code model} in a worker. */
    static WorkerKills open(App app, Terminal terminal, Path model) throws IOException {
        var folder = Files.createTempDirectory("signalbox-kills");
        var home = new Home(folder);
        home.create();
        var policies = home.folder().resolve("config").resolve("policies");
        Files.createDirectories(policies);
        Files.writeString(policies.resolveSibling("roster.yaml"), ROSTER.replace("@MODEL@", model.toString()));
        Files.writeString(policies.resolve("auto.yaml"), POLICY);
        int port = Rehearse.freePort();
        var launch = new Launch(app, home, port, terminal);
        var started = launch.detached(List.of());
        try {
            launch.awaitReady(started, READY);
            var key = home.readAdminKey().orElse("");
            return new WorkerKills(folder, started.process(), Place.url(port), key);
        } catch (RuntimeException e) {
            started.process().destroyForcibly();
            throw e;
        }
    }

    /** Kills it {@code times} times. */
    KillTally run(int times) throws IOException, InterruptedException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = callers(threads);
            var kills = new ArrayList<KillTally.Kill>();
            try {
                for (int i = 0; i < times; i++) {
                    kills.add(kill());
                }
            } finally {
                over = true;
            }
            var endings = new ArrayList<Ending>();
            for (var caller : callers) {
                endings.addAll(caller.get());
            }
            boolean alive = service.isAlive() && get("/health/ready").status() == 200;
            return new KillTally(kills, endings, recorded(endings), alive);
        } catch (ExecutionException e) {
            throw new IOException("a caller failed", e.getCause());
        }
    }

    private List<Future<List<Ending>>> callers(ExecutorService threads) {
        var callers = new ArrayList<Future<List<Ending>>>();
        for (int i = 0; i < CALLERS; i++) {
            boolean stream = i % 2 == 0;
            callers.add(threads.submit(() -> callOn(stream)));
        }
        return callers;
    }

    private List<Ending> callOn(boolean stream) throws IOException, InterruptedException {
        var endings = new ArrayList<Ending>();
        while (!over) {
            underWay.incrementAndGet();
            var ending = call(stream, "What is " + endings.size() + " + 25?");
            underWay.decrementAndGet();
            if (ending.expert().equals(VICTIM) && ending.how() == Ending.How.ANSWERED) {
                fromVictim.incrementAndGet();
            }
            endings.add(ending);
        }
        return endings;
    }

    private Ending call(boolean stream, String question) throws IOException, InterruptedException {
        var body = Chat.body("auto", question).put("stream", stream).put("max_tokens", 60);
        var request = request("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        var response = client.send(request, BodyHandlers.ofString());
        return new Ending(
                response.headers().firstValue("x-signalbox-decision").orElse(""),
                response.headers().firstValue("x-signalbox-expert").orElse(""),
                Ending.How.of(stream, response.statusCode(), response.body()));
    }

    /** Kills it once it has answered some, and waits until it is back. */
    private KillTally.Kill kill() throws IOException, InterruptedException {
        long pid = awaitWorker(0);
        int target = fromVictim.get() + ANSWERS_BETWEEN;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (fromVictim.get() < target) {
            Thread.sleep(POLL);
            if (System.nanoTime() > end) {
                throw VerbException.failed("The worker answers no more");
            }
        }
        int caught = underWay.get();
        long killed = System.nanoTime();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        awaitWorker(pid);
        return new KillTally.Kill(caught, (System.nanoTime() - killed) / 1e9);
    }

    /** Returns the process of a worker that is ready, once it is another than {@code before}. */
    private long awaitWorker(long before) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            for (var model : Api.parse(get("/admin/local").body()).path("models")) {
                var worker = model.path("worker");
                long pid = worker.path("pid").asLong(0);
                if (pid != 0
                        && pid != before
                        && worker.path("state").asString("").equals("ready")) {
                    return pid;
                }
            }
            Thread.sleep(POLL);
        }
        throw VerbException.failed("The worker did not come back within " + PATIENCE.toSeconds() + " s");
    }

    /** How many of the decisions are on record, each with its outcome and attempts: one statement writes all. */
    private int recorded(List<Ending> endings) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        var missing = endings.stream().map(Ending::decision).toList();
        while (true) {
            var still = new ArrayList<String>();
            for (var id : missing) {
                if (id.isEmpty() || get("/admin/decisions/" + id + "/replay").status() != 200) {
                    still.add(id);
                }
            }
            if (still.isEmpty() || System.nanoTime() > end) {
                return endings.size() - still.size();
            }
            missing = still;
            Thread.sleep(POLL.multipliedBy(20));
        }
    }

    private record Got(int status, String body) {}

    private Got get(String path) throws IOException, InterruptedException {
        var response = client.send(request(path).build(), BodyHandlers.ofString());
        return new Got(response.statusCode(), response.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("authorization", "Bearer " + key)
                .timeout(PATIENCE);
    }

    @Override
    public void close() throws IOException {
        client.close();
        service.destroy();
        if (!Down.ends(service.toHandle(), Duration.ofSeconds(30))) {
            service.destroyForcibly();
            Down.ends(service.toHandle(), Duration.ofSeconds(5));
        }
        Rehearse.delete(folder);
    }
}
