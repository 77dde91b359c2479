package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Descent;
import dev.signalbox.numeric.Odds;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Fits a {@link Network} to grades: least cross-entropy and a penalty on squared weights, by {@link Descent}, under the
 * penalty whose fit on four fifths of the prompts does best in a {@link PenaltyTrial} on the rest.
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

    private PenaltyTrial.Chosen choose(List<Observation> observations, List<String> experts, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        double usual = penalty.orElse(USUAL);
        if (parts.check().isEmpty()) {
            return new PenaltyTrial.Chosen(usual, 1);
        }
        var blend = Blend.fit(parts.fit());
        var inside = graded(blend, parts.fit(), experts);
        var trial = new PenaltyTrial<>(inside, graded(blend, parts.check(), experts));
        return trial.best(
                penalty.map(one -> new double[] {one}).orElse(TRIED),
                usual,
                tried -> descend(inside.questions(), inside.known(), tried, random)::predict);
    }

    private static PenaltyTrial.Graded<float[]> graded(
            Blend blend, List<Observation> observations, List<String> experts) {
        return new PenaltyTrial.Graded<>(directions(blend, observations), Targets.quality(observations, experts));
    }

    private Fitted descend(float[][] directions, double[][] known, double strength, RandomGenerator random) {
        var network = shape.apply(directions[0].length).of(known[0].length);
        var parameters = new float[network.parameters()];
        var odds = new double[known[0].length];
        Arrays.setAll(odds, e -> Odds.of(known, e));
        network.start(parameters, odds, random);
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

    @SuppressWarnings("ArrayRecordComponent") // lives as long as a fit, never compared
    private record Fitted(Network network, float[] parameters) {

        double[] predict(float[] direction) {
            return Arrays.stream(network.logits(parameters, direction))
                    .map(Odds::likely)
                    .toArray();
        }
    }
}
