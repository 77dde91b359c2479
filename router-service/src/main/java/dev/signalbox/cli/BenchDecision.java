package dev.signalbox.cli;

import dev.signalbox.cli.bench.DecisionBench;
import dev.signalbox.cli.bench.ScorerBench;
import dev.signalbox.embeddings.Embedders;
import dev.signalbox.features.HashedNgramEmbedder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The verb that measures how long a decision takes. */
@Command(
        name = "decision",
        description = {
            "Time the embedding of a prompt and a whole decision (features, admit, score with a cluster snapshot, gate,",
            "plan over eight experts), in one process, on one thread, after warming up; then decisions of learned scorers with",
            "31 experts and 12,000 learned prompts, the embedding left out. Needs no running service."
        })
final class BenchDecision implements Callable<Integer> {

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Length of one measurement (default: 3).")
    private int seconds = 3;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path json;

    @Option(
            names = "--score",
            paramLabel = "SCORER",
            description = {
                "A scorer to time at that size, as in a policy file, such as \"knn: {k: 20}\"; may come often",
                "(default: cluster and knn)."
            })
    private List<String> scores = List.of("cluster: {clusters: 64, restarts: 1}", "knn: {}");

    @Option(names = "--here", hidden = true, description = "In this very JVM.")
    private boolean here;

    private final Terminal terminal;
    private final App app;

    BenchDecision(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return here ? measure() : measureAsTheServiceRuns();
    }

    /** The command line's own JVM is set to start fast, not to run fast. */
    private int measureAsTheServiceRuns() throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("bench", "decision", "--here", "--seconds", "" + seconds));
        scores.forEach(score -> arguments.addAll(List.of("--score", score)));
        if (json != null) {
            arguments.addAll(List.of("--json", json.toString()));
        }
        return new ProcessBuilder(app.verbAsServiceCommand(arguments))
                .inheritIO()
                .start()
                .waitFor();
    }

    private int measure() throws IOException {
        var embedder = Embedders.best(new HashedNgramEmbedder());
        terminal.status("fitting a snapshot, then " + seconds + " s for each step");
        var each = Duration.ofSeconds(seconds);
        var timings = new ArrayList<>(new DecisionBench(embedder).measure(each));
        for (var score : scores) {
            terminal.status("fitting " + score);
            timings.add(new ScorerBench(score).measure(each));
        }
        var table = new Table(List.of("step (" + embedder.space() + ")", "p50 ms", "p99 ms"));
        timings.forEach(
                timing -> table.row(List.of(timing.step(), millis(timing.p50Micros()), millis(timing.p99Micros()))));
        terminal.line(table.markdown());
        if (json != null) {
            var root = Api.JSON.createObjectNode().put("space", embedder.space());
            var rows = root.putArray("timings");
            timings.forEach(timing -> rows.addObject()
                    .put("step", timing.step())
                    .put("p50_ms", timing.p50Micros() / 1e3)
                    .put("p99_ms", timing.p99Micros() / 1e3));
            Files.writeString(json, root.toPrettyString() + "\n");
        }
        return 0;
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.3f", micros / 1e3);
    }
}
