package dev.signalbox.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The verb that makes a recorded decision once more. */
@Command(
        name = "replay",
        description = {
            "Recompute a decision from its record (versions of roster, policy and snapshot, features, seed) and say",
            "whether it comes out identical to the last bit, or what differs; and what moved it."
        })
final class Replay implements Callable<Integer> {

    @Parameters(paramLabel = "DECISION", description = "Its id, as the header x-signalbox-decision gives it.")
    private String id = "";

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    Replay(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        var verdict = place.api().get("/admin/decisions/" + Api.encoded(id) + "/replay");
        if (verdict.path("identical").asBoolean(false)) {
            terminal.line("Identical.");
            if (verdict.path("explained").isObject()) {
                new Explanation(verdict.path("explained")).print(terminal);
            }
            return 0;
        }
        var problem = verdict.path("problem").asString("");
        if (!problem.isEmpty()) {
            throw VerbException.failed("It cannot be recomputed: " + problem + ".");
        }
        var table = new Table(List.of("field", "recorded", "recomputed"));
        verdict.path("differences").valueStream().map(Replay::row).forEach(table::row);
        terminal.line(table.text());
        return 1;
    }

    private static List<String> row(JsonNode difference) {
        return List.of(
                difference.path("field").asString(""),
                difference.path("recorded").asString(""),
                difference.path("recomputed").asString(""));
    }
}
