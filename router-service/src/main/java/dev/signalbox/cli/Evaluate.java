package dev.signalbox.cli;

import dev.signalbox.cli.evaluation.EmbeddingCache;
import dev.signalbox.cli.evaluation.ExpertNames;
import dev.signalbox.cli.evaluation.OutcomeSource;
import dev.signalbox.cli.evaluation.Routers;
import dev.signalbox.embedders.EmbedderChoice;
import dev.signalbox.embeddings.EmbedderUnavailableException;
import dev.signalbox.evaluate.BadOutcomesException;
import dev.signalbox.evaluate.Contestant;
import dev.signalbox.evaluate.CrossValidation;
import dev.signalbox.evaluate.Evaluator;
import dev.signalbox.evaluate.FewLabels;
import dev.signalbox.evaluate.Findings;
import dev.signalbox.evaluate.OutcomeSet;
import dev.signalbox.evaluate.OwnSplit;
import dev.signalbox.evaluate.Protocol;
import dev.signalbox.evaluate.Setup;
import dev.signalbox.evaluate.Transfer;
import dev.signalbox.evaluate.intent.CentroidClassifier;
import dev.signalbox.evaluate.intent.IntentEvaluator;
import dev.signalbox.evaluate.intent.IntentFindings;
import dev.signalbox.evaluate.intent.SoftmaxClassifier;
import dev.signalbox.evaluate.report.FindingsJson;
import dev.signalbox.evaluate.report.HtmlReport;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.yaml.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** The verb that judges scorers by what experts did on a file of prompts. */
@Command(
        name = "evaluate",
        description = {
            "Judge ways of routing by what experts did on a file of prompts: cross-validated deferral curves, cost at equal",
            "quality, calibration, load and more, with 95 %% intervals. Needs no running service and no database."
        })
final class Evaluate implements Callable<Integer> {

    @Mixin
    private EvaluateOptions options = new EvaluateOptions();

    @Option(names = "--here", hidden = true, description = "In this very JVM.")
    private boolean here;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Terminal terminal;
    private final App app;

    Evaluate(Terminal terminal, App app) {
        this.terminal = terminal;
        this.app = app;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!here) {
            return inAJvmOfItsOwn();
        }
        try {
            return evaluate();
        } catch (BadOutcomesException | ConfigException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    /** The command line's own JVM is set to start fast, not to run fast. */
    private int inAJvmOfItsOwn() throws IOException, InterruptedException {
        var arguments = here(spec.commandLine().getParseResult());
        return new ProcessBuilder(app.longVerbCommand(terminal.interactive(), arguments))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** The same command line, to be carried out by the process that gets it. */
    static List<String> here(ParseResult parsed) {
        var arguments = new ArrayList<>(parsed.originalArgs()); // the whole line's, the verb first
        arguments.add(1, "--here");
        return arguments;
    }

    private int evaluate() throws InterruptedException {
        var contestants = new Routers(Catalogue.of(List.of())).parse(options.routers());
        var embedder = embedder();
        var outcomes = new ArrayList<Findings>();
        var intents = new ArrayList<IntentFindings>();
        for (var file : options.files()) {
            var source = OutcomeSource.read(file, options.keepContaminated());
            if (source.intents()) {
                intents.add(evaluateIntents(source, embedder));
                show(new FindingsTable(intents.getLast()));
            } else {
                outcomes.add(evaluate(source, contestants, embedder));
                show(new FindingsTable(outcomes.getLast()));
            }
        }
        write(options.json(), () -> FindingsJson.write(outcomes, intents));
        write(options.html(), () -> HtmlReport.write(outcomes, intents));
        return outcomes.stream().allMatch(findings -> findings.failures().isEmpty()) ? 0 : VerbException.FAILED;
    }

    private void show(FindingsTable table) {
        terminal.clearStatus();
        terminal.line(table.text());
    }

    private void write(Optional<Path> file, Supplier<String> content) {
        file.ifPresent(path -> {
            try {
                Files.writeString(path, content.get());
                terminal.line("Written to " + path);
            } catch (IOException e) {
                throw VerbException.failed(path + ": not writable (" + e.getMessage() + ")");
            }
        });
    }

    private Findings evaluate(OutcomeSource source, List<Contestant> contestants, PromptEmbedder embedder)
            throws InterruptedException {
        var notes = new ArrayList<>(source.note().stream().toList());
        var whole = dealt(OutcomeSet.of(source.name(), source.rows()), notes);
        var set = options.experts().isEmpty() ? whole : whole.only(options.experts());
        var prompts = new ArrayList<>(List.of(source.prompts()));
        var setup = setup(protocol(set, notes, prompts), heldOut(set));
        var bar = new ProgressBar(terminal);
        return new Evaluator(setup, embedded(prompts, embedder, bar))
                .evaluate(set, contestants, bar::show)
                .with(notes);
    }

    private OutcomeSet dealt(OutcomeSet set, List<String> notes) {
        if (!options.shuffleScores()) {
            return set;
        }
        if (options.trainOn().isPresent()) {
            throw new BadOutcomesException(set.name()
                    + ": --shuffle-scores with --train-on, expected one of them: scores of one file are dealt");
        }
        notes.add("The scores of " + set.name() + " were dealt out anew among its prompts (--shuffle-scores).");
        return set.shuffled(new SplittableRandom(options.seed()));
    }

    private IntentFindings evaluateIntents(OutcomeSource source, PromptEmbedder embedder) throws InterruptedException {
        if (options.trainOn().isPresent()) {
            throw new BadOutcomesException(source.name() + ": labels and no scores, expected scores with --train-on");
        }
        var set = OutcomeSet.of(source.name(), source.rows());
        var prompts = new ArrayList<>(List.of(source.prompts()));
        var setup = setup(protocol(set, new ArrayList<>(), prompts), Optional.empty());
        var bar = new ProgressBar(terminal);
        return new IntentEvaluator(setup, embedded(prompts, embedder, bar))
                .evaluate(set, List.of(new CentroidClassifier(), new SoftmaxClassifier()), bar::show);
    }

    private Setup setup(Protocol protocol, Optional<Integer> heldOut) {
        var plain = new Setup(protocol, pair(), heldOut, options.seed(), options.effort(), System::nanoTime);
        return options.promise().map(plain::keeping).orElse(plain);
    }

    /** @param files prompts of each file, which the cache keeps apart, because another run may bring other files together */
    private PromptEmbedder embedded(List<List<String>> files, PromptEmbedder embedder, ProgressBar bar)
            throws InterruptedException {
        var known = embedder;
        for (var prompts : files) {
            known = new EmbeddingCache(options.cache(), known, options.effort().threads(), terminal::error)
                    .embed(prompts, bar::show);
        }
        return known;
    }

    private Protocol protocol(OutcomeSet set, List<String> notes, List<List<String>> prompts) {
        var protocol = options.trainOn()
                .<Protocol>map(file -> transfer(file, set, notes, prompts))
                .orElseGet(() -> options.ownSplit() ? new OwnSplit() : new CrossValidation(options.folds()));
        return options.labels()
                .<Protocol>map(labels -> new FewLabels(protocol, labels))
                .orElse(protocol);
    }

    private Transfer transfer(Path file, OutcomeSet tested, List<String> notes, List<List<String>> prompts) {
        var source = OutcomeSource.read(file, options.keepContaminated());
        source.note().ifPresent(notes::add);
        prompts.add(source.prompts());
        var original = OutcomeSet.of(source.name(), source.rows());
        var training = ExpertNames.match(original, tested, renamed());
        ExpertNames.note(training, original).ifPresent(notes::add);
        return new Transfer(training);
    }

    /** {@code --strong A=X}: the other file's X is A here. */
    private Map<String, String> renamed() {
        var renamed = new HashMap<String, String>();
        Stream.of(options.strong(), options.weak())
                .flatMap(Optional::stream)
                .filter(text -> text.contains("="))
                .forEach(text ->
                        renamed.put(text.substring(text.indexOf('=') + 1), text.substring(0, text.indexOf('='))));
        return renamed;
    }

    private Optional<Setup.Pair> pair() {
        if (options.strong().isPresent() != options.weak().isPresent()) {
            throw new BadOutcomesException("--strong and --weak: one of them, expected both or none");
        }
        return options.strong().flatMap(strong -> options.weak().map(weak -> new Setup.Pair(name(strong), name(weak))));
    }

    private static String name(String text) {
        return text.contains("=") ? text.substring(0, text.indexOf('=')) : text;
    }

    private Optional<Integer> heldOut(OutcomeSet set) {
        return options.heldOut()
                .map(held -> held == EvaluateOptions.A_THIRD
                        ? Math.max(1, set.experts().size() / 3)
                        : held);
    }

    private PromptEmbedder embedder() {
        try {
            return EmbedderChoice.of(options.embedder()).load(options.natives());
        } catch (IllegalArgumentException e) {
            throw VerbException.failed("--embedder: " + e.getMessage());
        } catch (EmbedderUnavailableException e) {
            throw VerbException.failed("--embedder " + options.embedder() + ": " + e.getMessage()
                    + "; --embedder hashed needs no native library");
        }
    }
}
