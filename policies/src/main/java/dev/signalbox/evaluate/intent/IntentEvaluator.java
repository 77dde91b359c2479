package dev.signalbox.evaluate.intent;

import dev.signalbox.evaluate.BadOutcomesException;
import dev.signalbox.evaluate.Fold;
import dev.signalbox.evaluate.OutcomeRow;
import dev.signalbox.evaluate.OutcomeSet;
import dev.signalbox.evaluate.Progress;
import dev.signalbox.evaluate.Setup;
import dev.signalbox.evaluate.intent.IntentClassifier.Example;
import dev.signalbox.evaluate.intent.IntentClassifier.Guess;
import dev.signalbox.evaluate.metric.Auroc;
import dev.signalbox.evaluate.metric.Gauge;
import dev.signalbox.evaluate.metric.Hits;
import dev.signalbox.evaluate.metric.Metric;
import dev.signalbox.evaluate.metric.Reading;
import dev.signalbox.evaluate.metric.Resamples;
import dev.signalbox.evaluate.metric.Waits;
import dev.signalbox.features.Prompt;
import dev.signalbox.features.PromptEmbedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Judges classifiers of intents by a set of labelled prompts. */
public final class IntentEvaluator {

    private final Setup setup;
    private final PromptEmbedder embedder;

    public IntentEvaluator(Setup setup, PromptEmbedder embedder) {
        this.setup = setup;
        this.embedder = embedder;
    }

    /**
     * Evaluates.
     *
     * @throws BadOutcomesException when the set cannot be evaluated in this way
     */
    public IntentFindings evaluate(OutcomeSet set, List<IntentClassifier> classifiers, Progress progress) {
        var folds = setup.protocol().folds(set, new SplittableRandom(setup.seed()));
        var tested = folds.stream().flatMap(fold -> fold.test().stream()).toList();
        if (tested.stream().noneMatch(row -> inScope(set.row(row)))) {
            throw new BadOutcomesException(set.name() + ": no test row is in scope and labelled, expected some");
        }
        var groups = tested.stream().mapToInt(set::group).toArray();
        var resamples = new Resamples(groups, setup.effort().resamples(), setup.seed());
        var entries = new ArrayList<IntentFindings.Entry>();
        for (var classifier : classifiers) {
            progress.at(classifier.name(), entries.size(), classifiers.size());
            entries.add(new IntentFindings.Entry(classifier.name(), judge(set, folds, classifier, resamples)));
        }
        progress.at("classifying", classifiers.size(), classifiers.size());
        entries.sort(Comparator.comparingDouble(entry -> -entry.value(Metric.INTENT_ACCURACY)));
        var name = set.name();
        return new IntentFindings(
                name, setup.protocol().description(), setup.seed(), tested.size(), entries, notes(set, folds, tested));
    }

    private Map<Metric, Reading> judge(
            OutcomeSet set, List<Fold> folds, IntentClassifier classifier, Resamples resamples) {
        var rows = new ArrayList<OutcomeRow>();
        var guesses = new ArrayList<Guess>();
        var nanos = new ArrayList<Long>();
        var random = new SplittableRandom(setup.seed() * 31 + classifier.name().hashCode());
        for (var fold : folds) {
            var examples = fold.train().stream()
                    .map(row -> example(fold.training().row(row)))
                    .filter(example -> example.outOfScope() || !example.label().isEmpty())
                    .toList();
            if (examples.stream().allMatch(Example::outOfScope)) {
                throw new BadOutcomesException(set.name() + ": no row to learn from is in scope, expected some");
            }
            var fitted = classifier.fit(examples, random);
            for (int row : fold.test()) {
                var prompt = prompt(set.row(row));
                long start = setup.nanoTime().getAsLong();
                guesses.add(fitted.classify(prompt));
                nanos.add(setup.nanoTime().getAsLong() - start);
                rows.add(set.row(row));
            }
        }
        var readings = new EnumMap<Metric, Reading>(Metric.class);
        var waits = new Waits(nanos.stream().mapToLong(Long::longValue).toArray());
        for (var gauge : gauges(rows, guesses, waits)) {
            var read = resamples.read(gauge);
            for (int i = 0; i < read.length; i++) {
                readings.put(gauge.metrics().get(i), read[i]);
            }
        }
        return readings;
    }

    private static List<Gauge> gauges(List<OutcomeRow> rows, List<Guess> guesses, Waits waits) {
        int n = rows.size();
        var inScope = new boolean[n];
        var label = new boolean[n];
        var domain = new boolean[n];
        var score = new double[n];
        for (int i = 0; i < n; i++) {
            inScope[i] = inScope(rows.get(i));
            label[i] = rows.get(i).label().equals(guesses.get(i).label());
            domain[i] = rows.get(i).domain().equals(guesses.get(i).domain());
            score[i] = guesses.get(i).inScope();
        }
        var gauges = new ArrayList<Gauge>(List.of(
                new Hits(Metric.INTENT_ACCURACY, inScope, label),
                new Hits(Metric.DOMAIN_ACCURACY, inScope, domain),
                waits));
        if (rows.stream().anyMatch(OutcomeRow::outOfScope)) {
            gauges.add(new Auroc(Metric.OOS_AUROC, score, inScope));
        }
        return gauges;
    }

    private Example example(OutcomeRow row) {
        return new Example(prompt(row), row.label(), row.domain(), row.outOfScope());
    }

    /** Only its embedding is known beforehand. */
    private Prompt prompt(OutcomeRow row) {
        return Prompt.of(row.prompt(), embedder.embed(row.prompt()));
    }

    private static boolean inScope(OutcomeRow row) {
        return !row.outOfScope() && !row.label().isEmpty();
    }

    private static List<String> notes(OutcomeSet set, List<Fold> folds, List<Integer> tested) {
        var notes = new ArrayList<String>();
        var learned = new HashSet<String>();
        folds.forEach(fold ->
                fold.train().forEach(row -> learned.add(fold.training().row(row).label())));
        long unseen = tested.stream()
                .map(set::row)
                .filter(row -> inScope(row) && !learned.contains(row.label()))
                .count();
        if (unseen > 0) {
            notes.add(unseen + " test prompts have a label that no row to learn from has; they count as wrong.");
        }
        long outside = tested.stream().filter(row -> set.row(row).outOfScope()).count();
        notes.add(
                outside == 0
                        ? "No test prompt is out of scope, so the out-of-scope AUROC was not taken."
                        : outside + " test prompts are out of scope; accuracy is over the others.");
        return notes;
    }
}
