package dev.signalbox.cli;

import dev.signalbox.cli.bench.TracedExpert;
import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import dev.signalbox.moe.GateConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that records which experts a local model chooses. */
@Command(
        name = "trace",
        description = {
            "Ask a local sparse model labelled questions and record which of its experts it chooses for every token, for",
            "`moe gate` and `moe steer`. Prints how many answers were right. Needs no running service."
        })
final class MoeTrace implements Callable<Integer> {

    private static final String SHIPPED = "/questions/questions.jsonl";

    @Parameters(
            paramLabel = "EXPERT",
            description = "A shipped model's name, a local expert's of the roster, or the path of a .gguf file.")
    private String model = "";

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "Questions as JSON lines; left out, those of the shipped models.")
    private @Nullable Path questions;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "train or test (default: test).")
    private Question.Split split = Question.Split.TEST;

    @Option(names = "--domain", paramLabel = "NAME", description = "Only questions of this domain.")
    private @Nullable String domain;

    @Option(names = "--most", paramLabel = "N", defaultValue = "1000000", description = "Questions of each domain.")
    private int most = Integer.MAX_VALUE;

    @Option(
            names = "--steering",
            paramLabel = "FILE",
            description = "A steering to ask under, as `moe steer` prints it.")
    private @Nullable Path steering;

    @Option(names = "--tokens", description = "Also record which token was routed: the text can be had from that.")
    private boolean tokens;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The trace.")
    private Path out = Path.of("gate.trace");

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    MoeTrace(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        var asked = asked();
        if (asked.isEmpty()) {
            throw VerbException.failed("no question of split " + split.name().toLowerCase(Locale.ROOT)
                    + (domain == null ? "" : " and domain " + domain));
        }
        var file = steering == null ? null : SteeringFile.read(steering);
        var gate = new GateConfig(
                1, new GateConfig.ByEffort(null, null, null), file == null ? Map.of() : file.steerings());
        var right = new TreeMap<String, int[]>();
        var folder = place.home().folder().toAbsolutePath().resolve("models");
        var weights = new ModelPlace(place.home()).find(model).toString();
        try (var expert = new TracedExpert(folder, weights, gate, file == null ? null : file.name());
                var _ = expert.record(out, tokens)) {
            for (int i = 0; i < asked.size(); i++) {
                terminal.status("question " + (i + 1) + " of " + asked.size());
                var counts = right.computeIfAbsent(asked.get(i).domain(), _ -> new int[2]);
                counts[0] += expert.isRight(asked.get(i)) ? 1 : 0;
                counts[1]++;
            }
        }
        report(right);
        return 0;
    }

    private List<Question> asked() throws IOException {
        var counts = new TreeMap<String, Integer>();
        var chosen = new ArrayList<Question>();
        try (var in = open()) {
            for (var question : QuestionFile.read(in)) {
                if (question.split() == split
                        && (domain == null || domain.equals(question.domain()))
                        && counts.merge(question.domain(), 1, Integer::sum) <= most) {
                    chosen.add(question);
                }
            }
        } catch (IllegalArgumentException e) {
            throw VerbException.failed("--questions: " + e.getMessage());
        }
        return chosen;
    }

    private InputStream open() throws IOException {
        if (questions != null) {
            return Files.newInputStream(questions);
        }
        var shipped = MoeTrace.class.getResourceAsStream(SHIPPED);
        if (shipped == null) {
            throw VerbException.failed("--questions: missing, expected a file, as this build has no questions");
        }
        return shipped;
    }

    private void report(Map<String, int[]> right) {
        var table = new Table(List.of("domain", "questions", "right", "share"));
        right.forEach((name, counts) -> table.row(List.of(
                name.isEmpty() ? "(none)" : name,
                Integer.toString(counts[1]),
                Integer.toString(counts[0]),
                String.format(Locale.ROOT, "%.1f %%", 100.0 * counts[0] / counts[1]))));
        terminal.line(table.text());
    }
}
