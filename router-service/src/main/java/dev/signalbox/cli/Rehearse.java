package dev.signalbox.cli;

import dev.signalbox.moe.WorkerCache;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;

/**
 * The verb that a build ends with: runs the service, the command line and a worker once in a scratch home, under some load,
 * so that their JVMs write start caches (JEP 483, 514, 515). A cache fits one build on one JVM; any other JVM ignores it and starts as
 * without.
 */
@Command(name = "rehearse", hidden = true, description = "Make the start caches of a fresh build.")
final class Rehearse implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final List<String> QUESTIONS = List.of("What is 47 + 385?", "What is the capital of Peru?");
    private final Terminal terminal;
    private final App app;

    Rehearse(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var scratch = Files.createTempDirectory("signalbox-rehearsal");
        try {
            rehearse(new Home(scratch));
            return 0;
        } finally {
            delete(scratch);
        }
    }

    private void rehearse(Home home) throws IOException, InterruptedException {
        int port = freePort();
        var launch = new Launch(app, home, port, terminal);
        var started = launch.detached(List.of("-XX:AOTCacheOutput=" + app.serviceCache()));
        try {
            launch.awaitReady(started, PATIENCE);
            ask(List.of("-XX:AOTCacheOutput=" + app.cliCache()), askVerb(home, port, QUESTIONS.getFirst()));
            for (var question : QUESTIONS) {
                ask(List.of("-XX:AOTCache=" + app.cliCache()), askVerb(home, port, question, "--no-stream"));
            }
            load(home, port);
        } finally {
            started.process().destroy();
            await(started.process());
        }
        var workerCache = WorkerCache.make(home.folder().resolve("worker"));
        for (var cache : List.of(app.serviceCache(), app.cliCache(), workerCache)) {
            if (!Files.exists(cache)) {
                throw VerbException.failed("The JVM wrote no " + cache);
            }
            terminal.line(cache + ": " + Files.size(cache) / (1024 * 1024) + " MiB");
        }
    }

    private void load(Home home, int port) throws IOException, InterruptedException {
        int upstreamPort = freePort();
        var upstream = GatewayLab.startUpstream(app, upstreamPort);
        try {
            new RehearsalLoad(home, port).run(upstreamPort);
        } finally {
            upstream.destroy();
        }
    }

    private static List<String> askVerb(Home home, int port, String question, String... more) {
        var verb = new ArrayList<>(List.of("ask", "--home", home.folder().toString(), "--port", "" + port, question));
        verb.addAll(List.of(more));
        return verb;
    }

    /** What it answers does not matter here. */
    private void ask(List<String> jvm, List<String> verb) throws IOException, InterruptedException {
        await(new ProcessBuilder(app.cliCommand(jvm, verb)).inheritIO().start());
    }

    private static void await(Process process) throws InterruptedException {
        if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
            throw VerbException.failed("A rehearsing process did not end within " + PATIENCE.toSeconds() + " s");
        }
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
