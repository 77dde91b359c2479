package dev.signalbox.cli;

import dev.signalbox.cli.bench.DecisionBench;
import dev.signalbox.cli.bench.ScaleBench;
import dev.signalbox.cli.bench.ScorerBench;
import dev.signalbox.cli.bench.Stopwatch;
import dev.signalbox.embeddings.Embedders;
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
import tools.jackson.databind.node.ObjectNode;

/** The verb that measures how long a decision takes. */
@Command(
        name = "decision",
        description = {
            "Time the embedding of a prompt and a whole decision (features, admit, score with a cluster snapshot, gate,",
            "plan over eight experts), in one process, on one thread, after warming up; then decisions of learned scorers with",
            "31 experts and 12,000 learned prompts, the embedding left out. Needs no running service."
        })
final class BenchDecision implements Callable<Integer> {

    private static final List<String> FEW = List.of("cluster: {clusters: 64, restarts: 1}", "knn: {}");
    private static final List<String> MANY = List.of("cluster: {clusters: 64, restarts: 1}");
    private static final long MEBIBYTE = 1L << 20;

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
                "(default: cluster and knn; with --experts cluster)."
            })
    private List<String> scores = List.of();

    @Option(
            names = "--experts",
            paramLabel = "N",
            description = {
                "Instead, time decisions over so many made-up experts, of which each --score has learned, and tell how often they",
                "choose whom a look at every expert would choose."
            })
    private int experts;

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
        if (experts > 0) {
            arguments.addAll(List.of("--experts", "" + experts));
        }
        if (json != null) {
            arguments.addAll(List.of("--json", json.toString()));
        }
        return new ProcessBuilder(app.verbAsServiceCommand(arguments))
                .inheritIO()
                .start()
                .waitFor();
    }

    private int measure() throws IOException {
        var each = Duration.ofSeconds(seconds);
        var root = Api.JSON.createObjectNode();
        if (experts > 0) {
            measureMany(each, root);
        } else {
            measureFew(each, root);
        }
        if (json != null) {
            Files.writeString(json, root.toPrettyString() + "\n");
        }
        return 0;
    }

    private void measureFew(Duration each, ObjectNode root) {
        var embedder = Embedders.best();
        terminal.status("fitting a snapshot, then " + seconds + " s for each step");
        var timings = new ArrayList<>(new DecisionBench(embedder).measure(each));
        var nearness = new ArrayList<String>();
        for (var score : scores.isEmpty() ? FEW : scores) {
            terminal.status("fitting " + score);
            var bench = new ScorerBench(score);
            timings.add(bench.measure(each));
            bench.nearness()
                    .ifPresent(near -> nearness.add(String.format(
                            Locale.ROOT,
                            "%s chooses as a look at every learned prompt would for %.1f %% of the questions; expected quality is off by"
                                    + " %.5f on average",
                            score,
                            100 * near.same(),
                            near.error())));
        }
        var table = new Table(List.of("step (" + embedder.space() + ")", "p50 ms", "p99 ms"));
        root.put("space", embedder.space());
        var rows = root.putArray("timings");
        for (var timing : timings) {
            table.row(List.of(timing.step(), millis(timing.p50Micros()), millis(timing.p99Micros())));
            write(timing, rows.addObject());
        }
        terminal.line(table.markdown());
        nearness.forEach(terminal::line);
    }

    private void measureMany(Duration each, ObjectNode root) {
        var table = new Table(List.of("step", "p50 ms", "p99 ms", "scored", "recall@1", "regret", "bind ms", "MiB"));
        var rows = root.putArray("timings");
        for (var score : scores.isEmpty() ? MANY : scores) {
            terminal.status("fitting " + score);
            var report = new ScaleBench(score, experts).measure(each);
            var timing = report.timing();
            table.row(List.of(
                    timing.step(),
                    millis(timing.p50Micros()),
                    millis(timing.p99Micros()),
                    String.format(Locale.ROOT, "%.0f", report.scored()),
                    String.format(Locale.ROOT, "%.4f", report.recall()),
                    String.format(Locale.ROOT, "%.6f", report.regret()),
                    Long.toString(report.bindMillis()),
                    String.format(Locale.ROOT, "%.1f", report.bytes() / (double) MEBIBYTE)));
            write(timing, rows.addObject())
                    .put("scored", report.scored())
                    .put("recall", report.recall())
                    .put("regret", report.regret())
                    .put("bind_ms", report.bindMillis())
                    .put("bytes", report.bytes());
        }
        terminal.line(table.markdown());
    }

    private static ObjectNode write(Stopwatch.Timing timing, ObjectNode row) {
        return row.put("step", timing.step())
                .put("p50_ms", timing.p50Micros() / 1e3)
                .put("p99_ms", timing.p99Micros() / 1e3);
    }

    private static String millis(double micros) {
        return String.format(Locale.ROOT, "%.3f", micros / 1e3);
    }
}
