package dev.signalbox.cli;

import tools.jackson.databind.JsonNode;

/** A job watched to its end. */
final class JobProgress {

    private final Terminal terminal;

    JobProgress(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Its result, after its report was shown; a job that failed or was cancelled ends the verb. */
    JsonNode follow(Api api, String job) {
        var bar = new ProgressBar(terminal);
        var last = new JsonNode[] {Api.JSON.missingNode()};
        try (var lines = api.lines("/admin/jobs/" + job + "/progress").body()) {
            lines.filter(line -> !line.isBlank()).map(Api::parse).forEach(line -> {
                last[0] = line;
                if (line.has("of")) {
                    bar.show(
                            line.path("phase").asString(""),
                            line.path("done").asLong(),
                            line.path("of").asLong());
                }
            });
        }
        terminal.clearStatus();
        return shown(last[0], job);
    }

    private JsonNode shown(JsonNode last, String job) {
        if (last.has("error")) {
            throw VerbException.failed("Training failed: " + Api.errorMessage(last.toString()));
        }
        if (!last.has("report")) {
            throw VerbException.failed(
                    "The connection broke off; the job goes on. Watch it: ./signalbox jobs follow " + job);
        }
        terminal.line(last.path("report").asString(""));
        return last;
    }

    /** What became of the snapshot. */
    static String verdict(JsonNode result) {
        var id = result.path("snapshot").asString("?");
        var snapshot = "Snapshot " + id;
        if (result.path("promoted").asBoolean(false)) {
            return snapshot
                    + (result.path("awaited").asBoolean(false)
                            ? " is promoted, and comes into force when the configuration's files are right again."
                            : " is in force.");
        }
        var why = result.path("frozen").asBoolean(false)
                ? "what is in force is frozen (./signalbox snapshots thaw lets training replace it)"
                : "it did not do well enough";
        return snapshot + " is stored, not in force: " + why + ". Put it in force all the same: "
                + "./signalbox snapshots promote " + id;
    }
}
