package dev.signalbox.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The verbs on what policies have learned. */
@Command(
        name = "snapshots",
        synopsisSubcommandLabel = "VERB",
        description = "List what a policy has learned, put it in force, keep it there, go back.")
final class SnapshotVerbs {

    private final Terminal terminal;

    SnapshotVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this)
                .addSubcommand(new Show(terminal))
                .addSubcommand(new Promote(terminal))
                .addSubcommand(new Rollback(terminal))
                .addSubcommand(new Freeze(terminal))
                .addSubcommand(new Thaw(terminal));
    }

    private static String inForce(String policy, JsonNode answer) {
        var id = answer.path("in_force").asString("");
        var frozen = answer.path("frozen").asBoolean(false) ? ", frozen: no training replaces it" : "";
        return "Policy " + policy + " uses " + (id.isEmpty() ? "what comes with Signalbox" : "snapshot " + id) + frozen
                + ".";
    }

    /** Which policy, and where the service is. */
    static final class Target {

        @Option(
                names = "--policy",
                paramLabel = "NAME",
                defaultValue = "auto",
                description = "Whose snapshots (default: auto).")
        private String policy = "auto";

        @Mixin
        private Place place = new Place();

        String path(String rest) {
            return Api.policy(policy, rest);
        }

        /** Has it done, and says what the policy uses then. */
        String post(String rest) {
            return inForce(
                    policy,
                    place.api()
                            .post(path(rest), Api.JSON.createObjectNode(), Map.of())
                            .body());
        }
    }

    @Command(name = "list", description = "List the policy's snapshots, newest first; * marks the one in force.")
    static final class Show implements Callable<Integer> {

        @Mixin
        private Target target = new Target();

        private final Terminal terminal;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            var answer = target.place.api().get(target.path("/snapshots"));
            var current = answer.path("in_force").asString("");
            var table = new Table(List.of("id", "", "scorer", "created", "held-out quality", "USD/1000"));
            table.rows(answer.path("data"), snapshot -> row(snapshot, current));
            terminal.line(table.text());
            terminal.line(inForce(target.policy, answer));
            return 0;
        }

        private static List<String> row(JsonNode snapshot, String current) {
            var id = snapshot.path("id").asString("");
            var policy = snapshot.path("report").path("policy");
            return List.of(
                    id,
                    id.equals(current) ? "*" : "",
                    snapshot.path("scorer").asString(""),
                    snapshot.path("created").asString(""),
                    number(policy.path("quality"), 1, "%.3f"),
                    number(policy.path("mean_cost_usd"), 1000, "%.4f"));
        }

        private static String number(JsonNode value, double scale, String format) {
            return value.isNumber() ? String.format(Locale.ROOT, format, value.asDouble() * scale) : "–";
        }
    }

    /** Changes what a policy uses, and says what it then uses. */
    abstract static class Change implements Callable<Integer> {

        @Mixin
        private Target target = new Target();

        private final Terminal terminal;

        Change(Terminal terminal) {
            this.terminal = terminal;
        }

        /** Where to post, under the policy's address. */
        abstract String path();

        @Override
        public final Integer call() {
            terminal.line(target.post(path()));
            return 0;
        }
    }

    @Command(name = "promote", description = "Put a snapshot in force, on every replica.")
    static final class Promote extends Change {

        @Parameters(paramLabel = "ID", description = "Of the snapshot, as snapshots list shows it.")
        private String id = "";

        Promote(Terminal terminal) {
            super(terminal);
        }

        @Override
        String path() {
            return "/snapshots/" + Api.encoded(id) + "/promote";
        }
    }

    @Command(name = "rollback", description = "Go one promotion back; again, and it goes back one more.")
    static final class Rollback extends Change {

        Rollback(Terminal terminal) {
            super(terminal);
        }

        @Override
        String path() {
            return "/rollback";
        }
    }

    @Command(name = "freeze", description = "Keep what is in force: no training replaces it until it is thawed.")
    static final class Freeze extends Change {

        Freeze(Terminal terminal) {
            super(terminal);
        }

        @Override
        String path() {
            return "/freeze";
        }
    }

    @Command(name = "thaw", description = "Let training replace what is in force again.")
    static final class Thaw extends Change {

        Thaw(Terminal terminal) {
            super(terminal);
        }

        @Override
        String path() {
            return "/thaw";
        }
    }
}
