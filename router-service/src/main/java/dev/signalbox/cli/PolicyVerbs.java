package dev.signalbox.cli;

import java.io.FileNotFoundException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** The verbs on policies. */
@Command(name = "policy", synopsisSubcommandLabel = "VERB", description = "Try a draft of a policy on judged traffic.")
final class PolicyVerbs {

    private final Terminal terminal;

    PolicyVerbs(Terminal terminal) {
        this.terminal = terminal;
    }

    CommandLine commandLine() {
        return new CommandLine(this).addSubcommand(new Try(terminal));
    }

    @Command(
            name = "try",
            description = {
                "Estimate what a draft would have earned on the decisions that callers have judged, without asking any",
                "expert: doubly robust, with its 95 %% interval. It needs a policy that explores, and feedback."
            })
    static final class Try implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "The draft, a policy file.")
        private Path file = Path.of("");

        @Option(
                names = "--policy",
                paramLabel = "NAME",
                defaultValue = "auto",
                description = "Whose judged decisions (default: auto).")
        private String policy = "auto";

        @Mixin
        private Place place = new Place();

        private final Terminal terminal;

        Try(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() {
            var path = Api.policy(policy, "/evaluate");
            var report = place.api().upload(path, draft());
            var support = String.format(
                    Locale.ROOT,
                    "%d judged decisions (%d more could not be used), worth %.0f for this draft.",
                    report.path("decisions").asInt(),
                    report.path("skipped").asInt(),
                    report.path("effective_sample_size").asDouble());
            if (!report.path("supported").asBoolean(false)) {
                throw VerbException.failed(
                        "No estimate: " + report.path("problem").asString("") + ".");
            }
            var table = new Table(List.of("", "as it was", "draft", "from", "to"));
            table.row(row("quality", report.path("quality"), "%.3f", 1));
            table.row(row("USD/1000", report.path("cost_usd"), "%.4f", 1000));
            table.row(row("utility", report.path("utility"), "%.4f", 1));
            terminal.line(table.text());
            terminal.line(support);
            return 0;
        }

        private BodyPublisher draft() {
            try {
                return BodyPublishers.ofFile(file);
            } catch (FileNotFoundException e) {
                throw VerbException.failed("No such policy file: " + e.getMessage());
            }
        }

        private static List<String> row(String name, JsonNode estimate, String format, double scale) {
            var robust = estimate.path("dr");
            return List.of(
                    name,
                    number(estimate.path("logged"), format, scale),
                    number(robust.path("mean"), format, scale),
                    number(robust.path("low"), format, scale),
                    number(robust.path("high"), format, scale));
        }

        private static String number(JsonNode value, String format, double scale) {
            return String.format(Locale.ROOT, format, value.asDouble() * scale);
        }
    }
}
