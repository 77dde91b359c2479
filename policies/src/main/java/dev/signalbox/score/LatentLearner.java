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
 *
 * <p>The effective degrees of freedom follow from how much worse that fit does on the rest: squared misses are expected to
 * be 1 - df / n of the noise where it learned and 1 + df / n elsewhere (Efron 2004, "The estimation of prediction error").
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

    private Chosen choose(List<Observation> observations, List<String> experts, Given given, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        if (parts.check().isEmpty()) {
            return new Chosen(penalty.orElse(USUAL), 1, Double.POSITIVE_INFINITY);
        }
        var blend = Blend.fit(parts.fit());
        var task = task(blend, parts.fit(), experts, given);
        var check = blend.rows(parts.check());
        var wanted = Targets.quality(parts.check(), experts);
        var best = new Chosen(USUAL, 1, Double.POSITIVE_INFINITY);
        for (double tried : penalty.map(one -> new double[] {one}).orElse(TRIED)) {
            var fitted = LatentFit.fit(task, tried, random);
            double error = Penalty.error(check.length, i -> fitted.predict(check[i]), wanted);
            if (error < best.error()) {
                double inside = misses(fitted, task.rows(), task.known());
                double outside = misses(fitted, check, wanted);
                double share = outside + inside > 0 ? (outside - inside) / (outside + inside) : 0;
                best = new Chosen(tried, Math.max(1, share * task.rows().length), error);
            }
        }
        return best;
    }

    /** Mean squared miss. */
    private static double misses(LatentFit.Fitted fitted, Row[] rows, double[][] known) {
        double sum = 0;
        int count = 0;
        for (int i = 0; i < rows.length; i++) {
            var predicted = fitted.predict(rows[i]);
            for (int e = 0; e < predicted.length; e++) {
                if (!Double.isNaN(known[i][e])) {
                    sum += Math.pow(predicted[e] - known[i][e], 2);
                    count++;
                }
            }
        }
        return count == 0 ? 0 : sum / count;
    }

    private record Chosen(double penalty, double freedom, double error) {}
}
