package dev.signalbox.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The verb that starts the service. */
@Command(
        name = "up",
        description = "Build what is missing, start the service, wait until it is ready.",
        footer = {"", "Exit codes: 0 it is ready (or was already), 4 it could not start."})
final class Up implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    @Option(names = "--foreground", description = "Stay attached and write the log to this terminal.")
    private boolean foreground;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "120",
            description = "How long to wait for it to be ready (default: 120).")
    private int patience = 120;

    private final Terminal terminal;
    private final App app;

    Up(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() {
        var home = place.home();
        var running = Running.read(home).filter(run -> run.process().isPresent());
        if (running.isPresent()) {
            sayRunning(running.get());
            return 0;
        }
        boolean first = home.readAdminKey().isEmpty();
        long begun = System.nanoTime();
        var launch = new Launch(app, home, place.portToOpen(), terminal);
        var started = foreground ? launch.attached() : launch.detached(List.of());
        var ending = new Thread(() -> end(started.process()), "end-service");
        if (foreground) {
            Runtime.getRuntime().addShutdownHook(ending);
        }
        launch.awaitReady(started, Duration.ofSeconds(patience));
        sayReady(started.process().pid(), (System.nanoTime() - begun) / 1e9);
        if (first) {
            home.readAdminKey().ifPresent(key -> sayKey(home, key));
        }
        return foreground ? await(started.process(), home) : 0;
    }

    private void sayRunning(Running running) {
        terminal.line("Signalbox is already running at " + Place.url(running.port()) + " (pid " + running.pid() + ").");
        if (!running.app().equals(app.folder().toString())) {
            terminal.line("It runs an older build: ./signalbox down && ./signalbox up");
        }
    }

    private void sayReady(long pid, double seconds) {
        var url = Place.url(place.portToOpen());
        terminal.line(String.format(
                Locale.ROOT,
                "Signalbox is ready at %s after %.1f s (pid %d, %s).",
                url,
                seconds,
                pid,
                Memory.describe(pid, place.home())));
        terminal.line("");
        terminal.line("  ./signalbox ask \"What is 47 + 385?\"" + placeOptions());
        terminal.line("");
        terminal.line("  curl " + url + "/v1/chat/completions \\");
        terminal.line("    -H \"Authorization: Bearer " + keyForShell() + "\" \\");
        terminal.line("    -H \"Content-Type: application/json\" \\");
        terminal.line("    -d '{\"model\": \"auto\", \"messages\": "
                + "[{\"role\": \"user\", \"content\": \"What is 47 + 385?\"}]}'");
    }

    private String keyForShell() {
        return place.home().readAdminKey().isPresent()
                ? "$(cat " + place.home().adminKey() + ")"
                : "$SIGNALBOX_ADMIN_KEY";
    }

    private String placeOptions() {
        var folder = place.home().folder().toString();
        return folder.equals(".signalbox") ? "" : " --home " + folder;
    }

    private void sayKey(Home home, String key) {
        terminal.line("");
        terminal.line("Admin key, shown this once: " + key);
        terminal.line("A copy that only you can read is in " + home.adminKey());
    }

    private static int await(Process process, Home home) {
        try {
            int status = process.waitFor();
            Running.forget(home);
            return status == 0 || status == 143 ? 0 : VerbException.FAILED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return VerbException.FAILED;
        }
    }

    private static void end(Process process) {
        process.destroy();
        Down.ends(process.toHandle(), Duration.ofMinutes(1));
    }
}
