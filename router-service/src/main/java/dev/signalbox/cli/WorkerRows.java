package dev.signalbox.cli;

import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/** How the workers of local models are, a line for each. */
final class WorkerRows {

    private WorkerRows() {}

    /** @param shown as {@code /admin/local} tells it */
    static List<String> of(JsonNode shown) {
        return shown.path("models")
                .valueStream()
                .filter(model -> model.path("worker").isObject())
                .map(model -> row(model.path("name").asString("?"), model.path("worker")))
                .toList();
    }

    private static String row(String model, JsonNode worker) {
        long pid = worker.path("pid").asLong(0);
        int restarts = worker.path("restarts").asInt(0);
        var problem = worker.path("problem").asString("");
        return model
                + (pid == 0 ? ", no process, " : ", pid " + pid + ", ")
                + worker.path("state").asString("")
                + ", " + restarts + (restarts == 1 ? " restart" : " restarts")
                + resident(pid)
                + (problem.isEmpty() ? "" : ": " + problem);
    }

    /** A worker of a service in another container or on another machine has no such process here. */
    private static String resident(long pid) {
        var kib = pid == 0 ? OptionalLong.empty() : Memory.residentKib(pid);
        return kib.isEmpty() ? "" : ", " + kib.getAsLong() / 1024 + " MiB resident";
    }
}
