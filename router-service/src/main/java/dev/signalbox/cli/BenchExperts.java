package dev.signalbox.cli;

import dev.signalbox.cli.bench.ExpertsBench;
import dev.signalbox.cli.bench.ExpertsBench.Answer;
import dev.signalbox.cli.bench.ExpertsBench.Item;
import dev.signalbox.cli.bench.ExpertsBench.Result;
import dev.signalbox.learning.Question;
import dev.signalbox.learning.QuestionFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The verb that measures what the experts know, and what routing makes of them. */
@Command(
        name = "experts",
        description = {
            "Ask the held-out questions of every local expert and of auto through the running service, and print who",
            "answers how many exactly right at what mean cost. The random mix is the mean over the single experts."
        })
final class BenchExperts implements Callable<Integer> {

    private static final String BUNDLED = "/questions/questions.jsonl";

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "JSON lines (default: the bundled questions).")
    private @Nullable Path file;

    @Option(names = "--model", paramLabel = "NAME", description = "Instead of all local experts and auto; may repeat.")
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Only about so many questions, spread evenly (default: all).")
    private int limit;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "test",
            description = "The held-out questions: train, test or all (default: test).")
    private String split = "test";

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the figures there.")
    private @Nullable Path json;

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            description = "Also write what each expert's answers were worth and cost, as lines that evaluate reads.")
    private @Nullable Path outcomes;

    @Mixin
    private Place place = new Place();

    private final Terminal terminal;

    BenchExperts(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!List.of("train", "test", "all").contains(split)) {
            throw VerbException.failed("--split: " + split + ", expected train, test or all");
        }
        var api = place.api();
        var items = items();
        var names = models.isEmpty() ? localExpertsAndAuto(api) : models;
        var bench = new ExpertsBench((model, question) -> ask(api, model, question), 2);
        var results = new ArrayList<Result>();
        for (var name : names) {
            terminal.status("asking " + name + " " + items.size() + " questions");
            results.add(bench.run(name, items));
        }
        var report = new ExpertsReport(results);
        terminal.line(report.markdown());
        report.routes().forEach(terminal::line);
        if (json != null) {
            Files.writeString(json, report.json().toPrettyString() + "\n");
        }
        if (outcomes != null) {
            Files.write(outcomes, report.outcomes(items));
        }
        return 0;
    }

    private List<Item> items() throws IOException {
        try (var in = open()) {
            var test = QuestionFile.read(in).stream()
                    .filter(question -> wanted(question.split()))
                    .map(question ->
                            new Item(question.prompt(), question.answer(), question.domain(), name(question.split())))
                    .toList();
            int step = limit <= 0 ? 1 : Math.max(1, Math.ceilDiv(test.size(), limit));
            return Stream.iterate(0, index -> index < test.size(), index -> index + step)
                    .map(test::get)
                    .toList();
        }
    }

    private boolean wanted(Question.Split of) {
        return split.equals("all") || split.equals(name(of));
    }

    private static String name(Question.Split of) {
        return of.name().toLowerCase(Locale.ROOT);
    }

    private InputStream open() throws IOException {
        if (file != null) {
            return Files.newInputStream(file);
        }
        var bundled = BenchExperts.class.getResourceAsStream(BUNDLED);
        if (bundled == null) {
            throw new FileNotFoundException("This build has no bundled questions");
        }
        return bundled;
    }

    private static List<String> localExpertsAndAuto(Api api) {
        var experts = api.get("/v1/models")
                .path("data")
                .valueStream()
                .map(model -> model.path("id").asString(""))
                .filter(name -> name.startsWith("local/"));
        return Stream.concat(experts, Stream.of("auto")).toList();
    }

    /** A question that nobody could answer counts as wrong, so that a failing expert does not end the run. */
    private static Answer ask(Api api, String model, String question) {
        var answer = api.postOrRefusal("/v1/chat/completions", Chat.body(model, question), Map.of());
        var text = answer.body()
                .path("choices")
                .path(0)
                .path("message")
                .path("content")
                .asString("");
        double usd = answer.header("x-signalbox-cost-usd").map(Double::valueOf).orElse(0.0);
        return new Answer(text, usd, answer.header("x-signalbox-expert").orElse("nobody"));
    }
}
