package dev.signalbox.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The verb that says how the service is. */
@Command(
        name = "status",
        description = {
            "Say whether the service runs, where, since when, how much memory it takes, and how its local models are."
        },
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
            locals(api);
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

    /** One line for each local model. */
    private void locals(Api api) {
        try {
            api.get("/admin/local-models").path("data").forEach(model -> row("local", local(model)));
        } catch (VerbException e) {
            row("local", "not told: " + e.getMessage());
        }
    }

    private static String local(JsonNode model) {
        int experts = model.path("experts").asInt(0);
        var shared = model.path("model").asString("") + ", " + experts + (experts == 1 ? " expert, " : " experts, ");
        var worker = model.path("worker");
        if (!worker.isObject()) {
            return shared + "in process";
        }
        long pid = worker.path("pid").asLong(0);
        int restarts = worker.path("restarts").asInt(0);
        var problem = worker.path("problem").asString("");
        return shared
                + (pid == 0 ? "no worker" : "worker " + pid)
                + ", " + worker.path("state").asString("")
                + ", " + restarts + (restarts == 1 ? " restart" : " restarts")
                + resident(pid)
                + (problem.isEmpty() ? "" : ": " + problem);
    }

    /** A worker of a service in another container or on another machine has no such process here. */
    private static String resident(long pid) {
        var kib = pid == 0 ? OptionalLong.empty() : Memory.residentKib(pid);
        return kib.isEmpty() ? "" : ", " + kib.getAsLong() / 1024 + " MiB resident";
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
