package dev.signalbox.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The verb that says how the service is. */
@Command(
        name = "status",
        description = "Say whether the service runs, where, since when, and how much memory it takes.",
        footer = {"", "Exit codes: 0 ready, 1 running but not ready, 3 not running."})
final class Status implements Callable<Integer> {

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Status(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var home = place.home();
        var running = Running.read(home).filter(run -> run.process().isPresent());
        var api = place.api();
        var readiness = api.probe("/health/ready");
        if (running.isEmpty() && readiness.isEmpty()) {
            terminal.line("No Signalbox runs from " + home.folder() + ". Start it: ./signalbox up");
            return VerbException.NOT_RUNNING;
        }
        boolean ready = readiness.isPresent() && readiness.get().statusCode() == 200;
        row(
                "state",
                ready ? "ready" : readiness.map(answer -> reason(answer.body())).orElse("starting"));
        row("url", api.base().toString());
        row("version", App.version());
        running.ifPresent(run -> describe(run, home));
        if (ready) {
            row("models", models(api));
            local(api).ifPresent(local -> {
                row("local", LocalRow.text(local));
                WorkerRows.of(local).forEach(worker -> row("worker", worker));
            });
        }
        row("home", home.folder().toAbsolutePath().normalize().toString());
        return ready ? 0 : VerbException.FAILED;
    }

    private void describe(Running running, Home home) {
        var up = Duration.between(running.started(), Instant.now());
        row("pid", running.pid() + ", up " + spoken(up));
        row("memory", Memory.describe(running.pid(), home));
    }

    private void row(String name, String value) {
        terminal.line(String.format(Locale.ROOT, "%-8s %s", name, value));
    }

    private static String models(Api api) {
        var names = api.get("/v1/models")
                .path("data")
                .valueStream()
                .map(model -> model.path("id").asString(""))
                .toList();
        long policies =
                names.stream().filter(name -> name.startsWith("policy/")).count();
        long experts = names.stream()
                .filter(name -> !name.startsWith("policy/") && !name.equals("auto"))
                .count();
        return policies + " policies, " + experts + " experts";
    }

    /** Needs a key that may see it. */
    private static Optional<JsonNode> local(Api api) {
        try {
            return Optional.of(api.get("/admin/local"));
        } catch (VerbException _) {
            return Optional.empty();
        }
    }

    static String spoken(Duration time) {
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }

    /** Why it is not ready, in the service's words. */
    static String reason(String body) {
        return Optional.of(text(body, "reason"))
                .filter(reason -> !reason.isEmpty())
                .orElse("not ready");
    }

    private static String text(String body, String field) {
        try {
            return Api.JSON.readTree(body).path(field).asString("");
        } catch (JacksonException _) {
            return "";
        }
    }
}
