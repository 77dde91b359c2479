package dev.signalbox.cli;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts a service process in a home folder and waits until it is ready. */
final class Launch {

    private static final Duration POLL = Duration.ofMillis(40);
    private final App app;
    private final Home home;
    private final int port;
    private final Terminal terminal;

    Launch(App app, Home home, int port, Terminal terminal) {
        this.app = app;
        this.home = home;
        this.port = port;
        this.terminal = terminal;
    }

    /** Starts it in a session of its own, so that it outlives this terminal; its output goes to files in the home folder. */
    Started detached(List<String> jvm) {
        var arguments = arguments();
        arguments.add("--logging.file.name=" + home.log().toAbsolutePath());
        arguments.add("--logging.threshold.console=off");
        arguments.add("--spring.main.banner-mode=off");
        var command = new ArrayList<>(ownSession());
        command.addAll(jvm.isEmpty() ? app.serviceCommand(arguments) : app.serviceCommand(jvm, arguments));
        var builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(home.console().toFile());
        return start(builder);
    }

    /** Starts it as a child that writes to this terminal. */
    Started attached() {
        return start(new ProcessBuilder(app.serviceCommand(arguments())).inheritIO());
    }

    private Started start(ProcessBuilder builder) {
        home.create();
        requireFreePort();
        var logged = LogTail.end(home.log());
        try {
            var process = builder.start();
            Running.of(process.toHandle(), port, app).write(home);
            return new Started(process, logged);
        } catch (IOException e) {
            throw new VerbException(VerbException.NOT_STARTED, "Cannot start the service: " + e.getMessage());
        }
    }

    private List<String> arguments() {
        return new ArrayList<>(
                List.of("--signalbox.home=" + home.folder().toAbsolutePath().normalize(), "--server.port=" + port));
    }

    private static List<String> ownSession() {
        var nohup = Path.of("/usr/bin/nohup");
        return Files.isExecutable(Path.of("/usr/bin/setsid"))
                ? List.of("/usr/bin/setsid")
                : Files.isExecutable(nohup) ? List.of(nohup.toString()) : List.of();
    }

    private void requireFreePort() {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException _) {
            var holder =
                    new Api(Place.url(port), Optional.empty()).probe("/health").isPresent()
                            ? "another HTTP service, perhaps a Signalbox with another --home"
                            : "another program";
            throw new VerbException(
                    VerbException.NOT_STARTED,
                    "Port " + port + " is in use by " + holder + ". Choose another: ./signalbox up --port "
                            + (port + 1));
        }
    }

    /**
     * A service process under way.
     *
     * @param logged length of the log before it began
     */
    record Started(Process process, long logged) {}

    /** Returns when the service says that it is ready; ends the verb with the log's tail when it died or took too long. */
    void awaitReady(Started started, Duration patience) {
        var api = new Api(Place.url(port), Optional.empty());
        var log = new LogTail(home.log(), started.logged());
        long begun = System.nanoTime();
        var waitsFor = "the service's process";
        while (true) {
            var answer = api.probe("/health/ready");
            if (answer.isPresent() && answer.get().statusCode() == 200) {
                terminal.clearStatus();
                return;
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (seconds * 1000 > patience.toMillis()) {
                throw failed(
                        "The service is not ready after " + patience.toSeconds() + " s; it waits for " + waitsFor,
                        started);
            }
            waitsFor = answer.map(response -> Status.reason(response.body()))
                    .or(log::lastMessage)
                    .orElse(waitsFor);
            terminal.status(String.format(java.util.Locale.ROOT, "starting %4.1f s  %s", seconds, waitsFor));
            if (ended(started.process())) {
                throw failed(
                        "The service stopped while it started (exit code "
                                + started.process().exitValue() + ")",
                        started);
            }
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private VerbException failed(String what, Started started) {
        var tail = new LogTail(home.log(), started.logged()).last(25);
        var console = new LogTail(home.console(), 0).last(10);
        var shown = new StringBuilder(what).append(".\n");
        console.forEach(line -> shown.append("  ").append(line).append('\n'));
        tail.forEach(line -> shown.append("  ").append(line).append('\n'));
        shown.append("The whole log: ").append(home.log());
        return new VerbException(VerbException.NOT_STARTED, shown.toString());
    }
}
