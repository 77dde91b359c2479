package dev.signalbox.score;

import dev.signalbox.features.Prompt;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Softmax;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Tells how likely a question is of each of k classes: {@link Softmax} regression on the question's direction, as
 * {@link Blend} has it, tempered so that it best predicts held-out labels. Immutable; safe for concurrent use.
 *
 * <p>Temperature scaling: Guo et al. 2017, <a href="https://arxiv.org/abs/1706.04599">arXiv:1706.04599</a>.
 *
 * <pre>
 *   softmax.*    of the regression
 *   temperature  [1][1]  logits are divided by it
 * </pre>
 */
public final class DomainModel {

    private static final double[] TEMPERATURES = {0.5, 0.7, 1, 1.4, 2, 2.8, 4};
    private static final double HELD_OUT = 0.2;
    private static final double LEAST_LIKELY = 1e-6;

    private final Blend blend;
    private final Softmax softmax;
    private final double temperature;

    private DomainModel(Blend blend, Softmax softmax, double temperature) {
        this.blend = blend;
        this.softmax = softmax;
        this.temperature = temperature;
    }

    static DomainModel of(Snapshot snapshot) {
        return new DomainModel(
                Blend.of(snapshot),
                Softmax.of(snapshot),
                snapshot.matrix("temperature").at(0, 0));
    }

    /**
     * Learns.
     *
     * @param observations at least one; their grades do not matter
     * @param classes of each observation, in [0, k)
     */
    public static DomainModel fit(List<Observation> observations, int[] classes, int k, RandomGenerator random) {
        return fit(observations, classes, k, temperature(observations, classes, k, random), random);
    }

    /** The same at a given temperature. */
    static DomainModel fit(
            List<Observation> observations, int[] classes, int k, double temperature, RandomGenerator random) {
        return plain(observations, classes, k, random).tempered(temperature);
    }

    private static DomainModel plain(List<Observation> observations, int[] classes, int k, RandomGenerator random) {
        var blend = Blend.fit(observations, Blend.Form.SUBJECT);
        var rows = observations.stream()
                .map(observation -> blend.direction(observation.prompt()))
                .toArray(float[][]::new);
        return new DomainModel(blend, Softmax.fit(rows, classes, k, random), 1);
    }

    private DomainModel tempered(double by) {
        return new DomainModel(blend, softmax, by);
    }

    private static double temperature(List<Observation> observations, int[] classes, int k, RandomGenerator random) {
        var parts = HeldOut.share(observations, HELD_OUT, random);
        if (k < 2 || parts.check().isEmpty()) {
            return 1;
        }
        var classOf = new HashMap<String, Integer>();
        for (int i = 0; i < classes.length; i++) {
            classOf.put(observations.get(i).queryId(), classes[i]);
        }
        var known = parts.fit().stream()
                .mapToInt(observation -> classOf.getOrDefault(observation.queryId(), 0))
                .toArray();
        var trial = plain(parts.fit(), known, k, random);
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (double temperature : TEMPERATURES) {
            var tempered = trial.tempered(temperature);
            double loss = 0;
            for (var observation : parts.check()) {
                int own = classOf.getOrDefault(observation.queryId(), 0);
                loss -= Math.log(Math.max(LEAST_LIKELY, tempered.likely(observation.prompt())[own]));
            }
            if (loss < least) {
                least = loss;
                best = temperature;
            }
        }
        return best;
    }

    /** Of each class, in [0, 1], summing to 1. */
    public double[] likely(Prompt prompt) {
        return Softmax.likely(logits(prompt));
    }

    /**
     * Log-likelihoods but for a constant. How high the highest is tells better than its share whether any class fits at
     * all: shares sum to 1 even for a question of none.
     */
    public float[] logits(Prompt prompt) {
        var logits = softmax.logits(blend.direction(prompt));
        for (int c = 0; c < logits.length; c++) {
            logits[c] /= (float) temperature;
        }
        return logits;
    }

    Map<String, Matrix> matrices() {
        var matrices = new TreeMap<String, Matrix>(blend.matrices());
        matrices.putAll(softmax.matrices());
        matrices.put("temperature", Matrix.of(1, 1, new float[] {(float) temperature}));
        return matrices;
    }
}
