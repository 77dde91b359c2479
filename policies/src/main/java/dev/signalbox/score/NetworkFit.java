package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Fits a {@link Network} to grades: least cross-entropy and a penalty on squared weights, by {@link Descent}, under the
 * penalty whose fit on four fifths of the prompts best tells the experts apart on the rest.
 *
 * <p>The effective degrees of freedom follow from how much worse that fit does on the rest: squared misses are expected to
 * be 1 - df / n of the noise where it learned and 1 + df / n elsewhere (Efron 2004, "The estimation of prediction error").
 */
final class NetworkFit {

    private static final Descent DESCENT = new Descent(10, 400, 64, 0.01);
    private static final double[] TRIED = {1, 4, 16};
    private static final double USUAL = 4;
    private static final double HELD_OUT = 0.2;

    private final String scorer;
    private final IntFunction<Shape> shape;
    private final Optional<Double> penalty;

    /** @param shape of the network for questions of so many coordinates */
    NetworkFit(String scorer, IntFunction<Shape> shape, Optional<Double> penalty) {
        this.scorer = scorer;
        this.shape = shape;
        this.penalty = penalty;
    }

    /** Makes a network for so many experts. */
    interface Shape {
        Network of(int experts);
    }

    Snapshot fit(Training training, RandomGenerator random) {
        var observations = training.observations();
        var experts = training.experts();
        var chosen = choose(observations, experts, random);
        var blend = Blend.fit(observations);
        var directions = directions(blend, observations);
        var known = Targets.quality(observations, experts);
        var fitted = descend(directions, known, chosen.penalty(), random);
        var matrices = new TreeMap<String, Matrix>(blend.matrices());
        matrices.put(Networked.PARAMETERS, Matrix.of(1, fitted.parameters().length, fitted.parameters()));
        matrices.put(Regressed.FREEDOM, Matrix.of(1, 1, new float[] {(float) chosen.freedom()}));
        matrices.putAll(Charges.fit(observations, experts));
        matrices.putAll(ReplyLengths.fit(
                Arrays.stream(directions).map(Row::of).toArray(Row[]::new),
                observations,
                experts,
                directions[0].length));
        return new Snapshot(Snapshot.Origin.of(scorer, training), experts, matrices);
    }

    private Chosen choose(List<Observation> observations, List<String> experts, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        var best = new Chosen(penalty.orElse(USUAL), 1, Double.POSITIVE_INFINITY);
        if (parts.check().isEmpty()) {
            return best;
        }
        var blend = Blend.fit(parts.fit());
        var inside = new Questions(directions(blend, parts.fit()), Targets.quality(parts.fit(), experts));
        var outside = new Questions(directions(blend, parts.check()), Targets.quality(parts.check(), experts));
        for (double tried : penalty.map(one -> new double[] {one}).orElse(TRIED)) {
            var fitted = descend(inside.directions, inside.known, tried, random);
            double error =
                    Penalty.error(outside.known.length, i -> fitted.predict(outside.directions[i]), outside.known);
            if (error < best.error()) {
                double within = inside.misses(fitted);
                double beyond = outside.misses(fitted);
                double share = within + beyond > 0 ? (beyond - within) / (beyond + within) : 0;
                best = new Chosen(tried, Math.max(1, share * inside.known.length), error);
            }
        }
        return best;
    }

    private Fitted descend(float[][] directions, double[][] known, double strength, RandomGenerator random) {
        var network = shape.apply(directions[0].length).of(known[0].length);
        var parameters = new float[network.parameters()];
        network.start(parameters, odds(known), random);
        float pull = (float) (strength / directions.length);
        DESCENT.minimise(
                parameters,
                directions.length,
                (examples, slope) -> {
                    for (int example : examples) {
                        network.learn(
                                parameters, directions[example], known[example], 1.0 / examples.length, random, slope);
                    }
                    for (int p = 0; p < network.pulled(); p++) {
                        slope[p] += pull * parameters[p];
                    }
                },
                random);
        return new Fitted(network, parameters);
    }

    private static float[][] directions(Blend blend, List<Observation> observations) {
        return observations.stream()
                .map(observation -> blend.direction(observation.prompt()))
                .toArray(float[][]::new);
    }

    /** Of each expert's mean, one good and one bad grade added so that they are finite. */
    private static double[] odds(double[][] known) {
        var odds = new double[known[0].length];
        for (int e = 0; e < odds.length; e++) {
            double good = 1;
            double bad = 1;
            for (var grades : known) {
                good += Double.isNaN(grades[e]) ? 0 : grades[e];
                bad += Double.isNaN(grades[e]) ? 0 : 1 - grades[e];
            }
            odds[e] = Math.log(good / bad);
        }
        return odds;
    }

    private record Chosen(double penalty, double freedom, double error) {}

    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    private record Fitted(Network network, float[] parameters) {

        double[] predict(float[] direction) {
            return Arrays.stream(network.logits(parameters, direction))
                    .map(Network::likely)
                    .toArray();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    private record Questions(float[][] directions, double[][] known) {

        /** Mean squared miss. */
        double misses(Fitted fitted) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < known.length; i++) {
                var predicted = fitted.predict(directions[i]);
                for (int e = 0; e < predicted.length; e++) {
                    if (!Double.isNaN(known[i][e])) {
                        sum += Math.pow(predicted[e] - known[i][e], 2);
                        count++;
                    }
                }
            }
            return count == 0 ? 0 : sum / count;
        }
    }
}
