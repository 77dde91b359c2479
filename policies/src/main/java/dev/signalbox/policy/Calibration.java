package dev.signalbox.policy;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.score.Score;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Fits a scorer and keeps, beside what it learned, what it predicts for questions that it has not seen; a gate's target
 * and a policy's floor are fitted to these. They come from a fit on four fifths of the prompts, asked about the rest: a
 * scorer is surer of the questions that it learned from than of those it will meet. Duplicates of a prompt stay on one
 * side. The snapshot's own state is fitted on everything.
 *
 * <p>For a target one such fit will do. A floor is a promise of quality, so it takes five fits, that every prompt may be
 * one not seen, and the grades beside the predictions; of prompts that not every expert answered and of duplicates it
 * takes none. Of more questions than are needed it takes a random sample. What it promises is then exact for scorers that
 * learned from four fifths; the one in force learned from more.
 *
 * <p>Because predictions are kept rather than the fitted number, a target or a floor may change without training anew.
 *
 * <pre>
 *   calibration.quality, .uncertainty, .micro-usd, .milliseconds  [n][m]  as predicted, for the snapshot's m experts
 *   calibration.graded-quality, .graded-micro-usd                 [n][m]  as graded; only for a floor
 * </pre>
 */
final class Calibration implements Learner {

    private static final String PREFIX = "calibration.";
    private static final double HELD_OUT = 0.2;
    private static final int FOLDS = 5;

    /** Enough to find a share within two hundredths, and small beside most snapshots. */
    private static final int MOST = 1000;

    /** A floor is the closer to what it asks for the more questions it is fitted on. */
    private static final int MOST_GRADED = 4000;

    private static final Map<String, ToDoubleFunction<Score>> MEASURES = Map.of(
            "quality", Score::quality,
            "uncertainty", Score::uncertainty,
            "micro-usd", Score::microUsd,
            "milliseconds", score -> score.latency().toNanos() / 1e6);

    private static final Map<String, ToDoubleFunction<Grade>> GRADES =
            Map.of("graded-quality", Grade::quality, "graded-micro-usd", Grade::microUsd);

    private final Learner learner;
    private final Function<Snapshot, Scorer> scorers;
    private final Roster roster;
    private final boolean graded;

    private Calibration(Learner learner, Function<Snapshot, Scorer> scorers, Roster roster, boolean graded) {
        this.learner = learner;
        this.scorers = scorers;
        this.roster = roster;
        this.graded = graded;
    }

    static Calibration forTarget(Learner learner, Function<Snapshot, Scorer> scorers, Roster roster) {
        return new Calibration(learner, scorers, roster, false);
    }

    static Calibration forFloor(Learner learner, Function<Snapshot, Scorer> scorers, Roster roster) {
        return new Calibration(learner, scorers, roster, true);
    }

    @Override
    public Snapshot fit(Training training, RandomGenerator random) {
        var parts = graded
                ? HeldOut.folds(training.observations(), FOLDS, random)
                : List.of(HeldOut.share(training.observations(), HELD_OUT, random));
        checkPrompts(training, parts);
        var snapshot = learner.fit(training, random);
        var cards = snapshot.experts().stream()
                .flatMap(name -> roster.find(name).stream())
                .toList();
        if (cards.size() < snapshot.experts().size()) {
            throw new IllegalArgumentException("training: graded experts " + snapshot.experts()
                    + ", expected experts of the roster, which lacks some");
        }
        var held = new ArrayList<Held>();
        for (var part : parts) {
            var questions = graded ? complete(part.check(), cards) : part.check();
            var trial = learner.fit(training.of(part.fit()), random);
            var scorer = scorers.apply(trial);
            sample(questions, graded ? MOST_GRADED / FOLDS : MOST, random)
                    .forEach(question -> held.add(new Held(question, predict(scorer, question, cards))));
        }
        return with(snapshot, held);
    }

    private void checkPrompts(Training training, List<HeldOut> parts) {
        var prompts = training.observations().stream()
                .map(Observation::promptId)
                .distinct()
                .count();
        if (prompts < FOLDS || parts.isEmpty()) {
            throw new IllegalArgumentException("training: " + prompts + " different prompts, expected at least " + FOLDS
                    + (graded ? " to calibrate a floor" : " to fit a gate's target"));
        }
        var experts = training.experts();
        if (graded
                && training.observations().stream()
                        .noneMatch(question -> question.grades().keySet().containsAll(experts))) {
            throw new IllegalArgumentException("training: no question that every expert of " + experts
                    + " was graded on, expected some to calibrate objective.floor on; replies that callers judged show"
                    + " one expert each, so train on questions");
        }
    }

    /** One of each prompt, answered by everybody. */
    private static List<Observation> complete(List<Observation> questions, List<ExpertCard> cards) {
        var seen = new HashSet<String>();
        var names = cards.stream().map(ExpertCard::name).toList();
        return questions.stream()
                .filter(question -> question.grades().keySet().containsAll(names))
                .filter(question -> seen.add(question.promptId()))
                .toList();
    }

    /** Of all of them alike: a file may hold one domain after the other. */
    private static List<Observation> sample(List<Observation> questions, int most, RandomGenerator random) {
        if (questions.size() <= most) {
            return questions;
        }
        var mixed = new ArrayList<>(questions);
        Collections.shuffle(mixed, random);
        return mixed.subList(0, most);
    }

    private static Scorecard predict(Scorer scorer, Observation question, List<ExpertCard> cards) {
        var nobody = new Caller("", "");
        return scorer.score(Features.of(question.prompt(), nobody), cards);
    }

    private Snapshot with(Snapshot snapshot, List<Held> held) {
        var matrices = new TreeMap<>(snapshot.matrices());
        MEASURES.forEach((name, measure) ->
                matrices.put(PREFIX + name, matrix(held, (_, score) -> measure.applyAsDouble(score))));
        if (graded) {
            GRADES.forEach((name, measure) -> matrices.put(
                    PREFIX + name,
                    matrix(
                            held,
                            (question, score) -> measure.applyAsDouble(
                                    requireNonNull(question.grades().get(score.expert()))))));
        }
        return new Snapshot(snapshot.origin(), snapshot.experts(), matrices, snapshot.labels());
    }

    private static Matrix matrix(List<Held> held, ToDoubleBiFunction<Observation, Score> measure) {
        int m = held.getFirst().predicted().scores().size();
        var values = new float[held.size() * m];
        int at = 0;
        for (var one : held) {
            for (var score : one.predicted().scores()) {
                values[at++] = (float) measure.applyAsDouble(one.question(), score);
            }
        }
        return Matrix.of(held.size(), m, values);
    }

    /** Whether the snapshot keeps what a gate's target is fitted to. */
    static boolean isPredicted(Snapshot snapshot) {
        return snapshot.matrices().containsKey(PREFIX + "quality");
    }

    /** Whether it keeps what a floor is fitted to. */
    static boolean isGraded(Snapshot snapshot) {
        return snapshot.matrices().containsKey(PREFIX + "graded-quality");
    }

    /** What the snapshot keeps; empty when it was fitted without. */
    static Optional<List<Scorecard>> of(Snapshot snapshot) {
        if (!isPredicted(snapshot)) {
            return Optional.empty();
        }
        int n = snapshot.matrix(PREFIX + "quality").rows();
        var cards = new ArrayList<Scorecard>();
        for (int i = 0; i < n; i++) {
            var scores = new ArrayList<Score>();
            for (int e = 0; e < snapshot.experts().size(); e++) {
                scores.add(score(snapshot, i, e));
            }
            cards.add(new Scorecard(scores));
        }
        return Optional.of(cards);
    }

    /**
     * What the snapshot keeps for a floor; empty when it was fitted without.
     *
     * @param experts who count, in this order; the snapshot knows them
     */
    static Optional<List<Keeping.Graded>> graded(Snapshot snapshot, List<String> experts) {
        if (!isGraded(snapshot)) {
            return Optional.empty();
        }
        var columns = experts.stream().mapToInt(snapshot.experts()::indexOf).toArray();
        return of(snapshot).map(predictions -> {
            var questions = new ArrayList<Keeping.Graded>();
            for (int i = 0; i < predictions.size(); i++) {
                var scores = predictions.get(i).scores();
                var predicted = Arrays.stream(columns).mapToObj(scores::get).toList();
                questions.add(new Keeping.Graded(
                        new Scorecard(predicted),
                        row(snapshot, "graded-quality", i, columns),
                        row(snapshot, "graded-micro-usd", i, columns)));
            }
            return questions;
        });
    }

    private static double[] row(Snapshot snapshot, String name, int question, int[] columns) {
        var matrix = snapshot.matrix(PREFIX + name);
        return Arrays.stream(columns)
                .mapToDouble(column -> matrix.at(question, column))
                .toArray();
    }

    private static Score score(Snapshot snapshot, int question, int expert) {
        Function<String, Double> read =
                name -> (double) snapshot.matrix(PREFIX + name).at(question, expert);
        return new Score(
                snapshot.experts().get(expert),
                read.apply("quality"),
                read.apply("uncertainty"),
                read.apply("micro-usd"),
                Duration.ofNanos(Math.round(read.apply("milliseconds") * 1e6)));
    }

    /** @param predicted by a scorer that had not learned from it */
    private record Held(Observation question, Scorecard predicted) {}
}
