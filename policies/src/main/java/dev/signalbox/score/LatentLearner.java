package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Onboarding;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Fits the snapshot of a {@link Latent}, under the penalty whose fit on four fifths of the prompts best tells the experts
 * apart on the rest.
 */
final class LatentLearner implements Onboarding {

    private static final double[] TRIED = {1, 3, 10};
    private static final double USUAL = 3;
    private static final double HELD_OUT = 0.2;

    private final String scorer;
    private final Head head;
    private final Optional<Double> penalty;

    LatentLearner(String scorer, Head head, Optional<Double> penalty) {
        this.scorer = scorer;
        this.head = head;
        this.penalty = penalty;
    }

    @Override
    public Snapshot fit(Training training, RandomGenerator random) {
        return fit(training, Given.NOTHING, random);
    }

    Snapshot fit(Training training, Given given, RandomGenerator random) {
        var observations = training.observations();
        var experts = training.experts();
        var chosen = choose(observations, experts, given, random);
        var blend = Blend.fit(observations);
        var task = task(blend, observations, experts, given);
        var fitted = LatentFit.fit(task, chosen.penalty(), random);
        var matrices = new TreeMap<String, Matrix>(blend.matrices());
        matrices.putAll(fitted.given());
        matrices.putAll(fitted.reading().matrices());
        matrices.put(Latent.EXPERTS, Matrix.of(experts.size(), head.numbers(), fitted.experts()));
        matrices.put(Latent.PENALTY, number(chosen.penalty()));
        matrices.put(Regressed.FREEDOM, number(chosen.freedom()));
        matrices.putAll(Charges.fit(observations, experts));
        matrices.putAll(ReplyLengths.fit(task.rows(), observations, experts, blend.coordinates()));
        return new Snapshot(Snapshot.Origin.of(scorer, training), experts, matrices);
    }

    /** What is read from a question stays, and so do the others' numbers. */
    @Override
    public Snapshot onboard(Snapshot known, Training few, RandomGenerator random) {
        var mean = LatentJoin.mean(known.matrix(Latent.EXPERTS).toArray(), head.numbers());
        return onboard(known, few, _ -> mean, random);
    }

    /** @param expected numbers of a newcomer by its name, before any grade of it was seen */
    Snapshot onboard(Snapshot known, Training few, Function<String, float[]> expected, RandomGenerator random) {
        var newcomers = Newcomers.of(known, few);
        var blend = Blend.of(known);
        var reading = Reading.of(known, blend.coordinates(), head.inputs());
        var experts = known.matrix(Latent.EXPERTS);
        var rows = blend.rows(few.observations());
        var quality = Targets.quality(few.observations(), newcomers.names());
        double penalty = known.matrix(Latent.PENALTY).at(0, 0);
        var towards = newcomers.names().stream().map(expected).toArray(float[][]::new);
        var read = Arrays.stream(rows).map(reading::of).toArray(double[][]::new);
        var joined = LatentJoin.fit(new LatentJoin.Task(head, read, quality, towards), penalty, random);
        var matrices = new TreeMap<String, Matrix>();
        matrices.put(
                Latent.EXPERTS,
                Newcomers.above(experts, Matrix.of(newcomers.names().size(), head.numbers(), joined)));
        Charges.fit(few.observations(), newcomers.names())
                .forEach((name, fresh) -> matrices.put(name, Newcomers.above(known.matrix(name), fresh)));
        matrices.putAll(ReplyLengths.join(newcomers, rows, blend.coordinates()));
        return newcomers.join(matrices);
    }

    private static Matrix number(double value) {
        return Matrix.of(1, 1, new float[] {(float) value});
    }

    private LatentFit.Task task(Blend blend, List<Observation> observations, List<String> experts, Given given) {
        var rows = blend.rows(observations);
        return new LatentFit.Task(head, given, rows, Targets.quality(observations, experts), blend.coordinates());
    }

    private PenaltyTrial.Chosen choose(
            List<Observation> observations, List<String> experts, Given given, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        double usual = penalty.orElse(USUAL);
        if (parts.check().isEmpty()) {
            return new PenaltyTrial.Chosen(usual, 1);
        }
        var blend = Blend.fit(parts.fit());
        var task = task(blend, parts.fit(), experts, given);
        var trial = new PenaltyTrial<>(
                new PenaltyTrial.Graded<>(task.rows(), task.known()),
                new PenaltyTrial.Graded<>(blend.rows(parts.check()), Targets.quality(parts.check(), experts)));
        return trial.best(
                penalty.map(one -> new double[] {one}).orElse(TRIED),
                usual,
                tried -> LatentFit.fit(task, tried, random)::predict);
    }
}
