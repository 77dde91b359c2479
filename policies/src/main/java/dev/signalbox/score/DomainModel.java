package dev.signalbox.score;

import dev.signalbox.features.Prompt;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Tells how likely a question is of each of k classes: ridge regression to each class's indicator, then a softmax whose
 * sharpness best predicts held-out labels.
 *
 * <p>Regression to indicators (Hastie et al. 2009, The Elements of Statistical Learning, section 4.2) is fitted in closed
 * form for all classes at once, and with as many coordinates as a {@link Blend} has classes hide one another no more.
 *
 * <pre>
 *   weights    [coordinates][k]
 *   bias       [1][k]            share of each class in training
 *   sharpness  [1][1]            factor before the softmax
 * </pre>
 */
final class DomainModel {

    private static final double PENALTY = 3;
    private static final double[] SHARPNESS = {4, 8, 12, 16, 24, 32};
    private static final double USUAL_SHARPNESS = 12;
    private static final double HELD_OUT = 0.2;
    private static final double LEAST_LIKELY = 1e-6;

    private final Blend blend;
    private final Ridge.Fitted fitted;
    private final double sharpness;

    private DomainModel(Blend blend, Ridge.Fitted fitted, double sharpness) {
        this.blend = blend;
        this.fitted = fitted;
        this.sharpness = sharpness;
    }

    static DomainModel of(Snapshot snapshot) {
        var blend = Blend.of(snapshot);
        int k = snapshot.matrix("bias").columns();
        return new DomainModel(
                blend,
                Ridge.Fitted.of(snapshot, blend.coordinates(), k),
                snapshot.matrix("sharpness").at(0, 0));
    }

    /** @param classes of each observation, in [0, k) */
    static DomainModel fit(List<Observation> observations, int[] classes, int k, RandomGenerator random) {
        double sharpness = sharpness(observations, classes, k, random);
        return plain(observations, classes, k, sharpness);
    }

    private static DomainModel plain(List<Observation> observations, int[] classes, int k, double sharpness) {
        var blend = Blend.fit(observations);
        var indicators = new double[classes.length][k];
        for (int i = 0; i < classes.length; i++) {
            indicators[i][classes[i]] = 1;
        }
        var fitted = Ridge.fit(blend.rows(observations), indicators, blend.coordinates(), PENALTY);
        return new DomainModel(blend, fitted, sharpness);
    }

    private static double sharpness(List<Observation> observations, int[] classes, int k, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        if (k < 2 || parts.check().isEmpty()) {
            return USUAL_SHARPNESS;
        }
        var classOf = new HashMap<String, Integer>();
        for (int i = 0; i < classes.length; i++) {
            classOf.put(observations.get(i).queryId(), classes[i]);
        }
        var fitClasses = parts.fit().stream()
                .mapToInt(observation -> classOf.getOrDefault(observation.queryId(), 0))
                .toArray();
        var trial = plain(parts.fit(), fitClasses, k, USUAL_SHARPNESS);
        var losses = new double[SHARPNESS.length];
        for (var observation : parts.check()) {
            var values = trial.values(observation.prompt());
            int known = classOf.getOrDefault(observation.queryId(), 0);
            for (int s = 0; s < losses.length; s++) {
                losses[s] -= Math.log(Math.max(LEAST_LIKELY, softmax(values, SHARPNESS[s])[known]));
            }
        }
        int best = 0;
        for (int s = 1; s < losses.length; s++) {
            best = losses[s] < losses[best] ? s : best;
        }
        return SHARPNESS[best];
    }

    /** In [0, 1], summing to 1. */
    double[] likely(Prompt prompt) {
        return softmax(values(prompt), sharpness);
    }

    Map<String, Matrix> matrices() {
        var matrices = new TreeMap<String, Matrix>(blend.matrices());
        matrices.putAll(fitted.matrices(fitted.mean().length));
        matrices.put("sharpness", Matrix.of(1, 1, new float[] {(float) sharpness}));
        return matrices;
    }

    private double[] values(Prompt prompt) {
        return fitted.predict(blend.row(prompt));
    }

    private static double[] softmax(double[] values, double sharpness) {
        double top = Arrays.stream(values).max().orElse(0);
        var likely = Arrays.stream(values)
                .map(value -> Math.exp(sharpness * (value - top)))
                .toArray();
        double sum = Arrays.stream(likely).sum();
        return Arrays.stream(likely).map(share -> share / sum).toArray();
    }
}
