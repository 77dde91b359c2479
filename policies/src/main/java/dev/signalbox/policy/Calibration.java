package dev.signalbox.policy;

import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * Fits a scorer and keeps, beside what it learned, what it predicts for questions that it has not seen; a gate's target
 * is fitted to these. They come from a fit on four fifths of the prompts, asked about the rest: a scorer is surer of the
 * questions that it learned from than of those it will meet. Duplicates of a prompt stay on one side. The snapshot's own
 * state is fitted on everything.
 *
 * <p>Because predictions are kept rather than the fitted number, a target may change without training anew.
 *
 * <pre>
 *   calibration.quality, .uncertainty, .micro-usd, .milliseconds  [n][m]  as predicted, for the snapshot's m experts
 * </pre>
 */
final class Calibration implements Learner {

    private static final String PREFIX = "calibration.";
    private static final double HELD_OUT = 0.2;

    /** Enough to find a share within two hundredths, and small beside most snapshots. */
    private static final int MOST = 1000;

    private static final Map<String, ToDoubleFunction<Score>> MEASURES = Map.of(
            "quality", Score::quality,
            "uncertainty", Score::uncertainty,
            "micro-usd", Score::microUsd,
            "milliseconds", score -> score.latency().toNanos() / 1e6);

    private final Learner learner;
    private final Function<Snapshot, Scorer> scorers;
    private final Roster roster;

    Calibration(Learner learner, Function<Snapshot, Scorer> scorers, Roster roster) {
        this.learner = learner;
        this.scorers = scorers;
        this.roster = roster;
    }

    @Override
    public Snapshot fit(Training training, RandomGenerator random) {
        var parts = HeldOut.share(training.observations(), HELD_OUT, random);
        if (parts.check().isEmpty()) {
            var prompts = training.observations().stream()
                    .map(Observation::promptId)
                    .distinct()
                    .count();
            throw new IllegalArgumentException(
                    "training: " + prompts + " different prompts, expected at least 5 to fit a gate's target");
        }
        var snapshot = learner.fit(training, random);
        var trial = learner.fit(training.of(parts.fit()), random);
        var cards = snapshot.experts().stream()
                .flatMap(name -> roster.find(name).stream())
                .toList();
        if (cards.size() < snapshot.experts().size()) {
            throw new IllegalArgumentException("training: graded experts " + snapshot.experts()
                    + ", expected experts of the roster, which lacks some");
        }
        var scorer = scorers.apply(trial);
        var predictions = parts.check().stream()
                .limit(MOST)
                .map(question -> predict(scorer, question, cards))
                .toList();
        return with(snapshot, predictions);
    }

    private static Scorecard predict(Scorer scorer, Observation question, List<ExpertCard> cards) {
        var nobody = new Caller("", "");
        return scorer.score(Features.of(question.prompt(), nobody), cards);
    }

    private static Snapshot with(Snapshot snapshot, List<Scorecard> predictions) {
        var matrices = new TreeMap<>(snapshot.matrices());
        MEASURES.forEach((name, measure) -> matrices.put(PREFIX + name, matrix(predictions, measure)));
        return new Snapshot(snapshot.origin(), snapshot.experts(), matrices, snapshot.labels());
    }

    private static Matrix matrix(List<Scorecard> predictions, ToDoubleFunction<Score> measure) {
        int m = predictions.getFirst().scores().size();
        var values = new float[predictions.size() * m];
        int at = 0;
        for (var card : predictions) {
            for (var score : card.scores()) {
                values[at++] = (float) measure.applyAsDouble(score);
            }
        }
        return Matrix.of(predictions.size(), m, values);
    }

    /** What the snapshot keeps; empty when it was fitted without. */
    static Optional<List<Scorecard>> of(Snapshot snapshot) {
        if (!snapshot.matrices().containsKey(PREFIX + "quality")) {
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
}
