package dev.signalbox.numeric;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Softmax regression of k classes on dense rows, fitted by {@link Descent}.
 *
 * <p>A gradient fit and not ridge on indicators: with 150 classes the squared loss spends itself on pushing the wrong ones to
 * zero, and on banking77 and clinc150 was two to four points behind.
 *
 * <pre>
 *   rows     [n][d]  of unit length
 *   classes  [n]     in [0, k)
 *   softmax.weights [k][d], softmax.bias [1][k]
 * </pre>
 */
public final class Softmax {

    private static final Descent DESCENT = new Descent(12, 1000, 128, 0.02);
    private static final float DECAY = 1e-6f;

    private final float[][] weights;
    private final float[] bias;

    private Softmax(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    public static Softmax of(Snapshot snapshot) {
        var weights = snapshot.matrix("softmax.weights");
        var bias = snapshot.matrix("softmax.bias");
        if (bias.columns() != weights.rows()) {
            throw new IllegalArgumentException("snapshot: " + bias.columns() + " biases, expected " + weights.rows());
        }
        return new Softmax(Vectors.rows(weights), bias.toArray());
    }

    public Map<String, Matrix> matrices() {
        int d = weights.length == 0 ? 0 : weights[0].length;
        return Map.of("softmax.weights", Vectors.matrix(weights, d), "softmax.bias", Matrix.of(1, bias.length, bias));
    }

    public static Softmax fit(float[][] rows, int[] classes, int k, RandomGenerator random) {
        var fit = new Fit(rows, classes, k);
        DESCENT.minimise(fit.parameters, rows.length, fit, random);
        return fit.model();
    }

    /** Unnormalised log-likelihoods. */
    public float[] logits(float[] row) {
        var logits = new float[bias.length];
        for (int c = 0; c < logits.length; c++) {
            logits[c] = bias[c] + Vectors.dot(weights[c], row);
        }
        return logits;
    }

    /** Of each class, in [0, 1], summing to 1. */
    public static double[] likely(float[] logits) {
        double top = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            top = Math.max(top, logit);
        }
        var likely = new double[logits.length];
        double sum = 0;
        for (int c = 0; c < likely.length; c++) {
            likely[c] = Math.exp(logits[c] - top);
            sum += likely[c];
        }
        for (int c = 0; c < likely.length; c++) {
            likely[c] /= sum;
        }
        return likely;
    }

    /**
     * One fit under way.
     *
     * <pre>
     *   parameters  [k][d + 1]  the bias is the last column
     * </pre>
     */
    private static final class Fit implements Descent.Slope {

        private final float[][] rows;
        private final int[] classes;
        private final int k;
        private final int d;
        private final float[] parameters;

        Fit(float[][] rows, int[] classes, int k) {
            this.rows = rows;
            this.classes = classes;
            this.k = k;
            this.d = rows[0].length;
            this.parameters = new float[k * (d + 1)];
        }

        @Override
        public void add(int[] examples, float[] slope) {
            for (int example : examples) {
                var row = rows[example];
                var likely = likely(logits(row));
                likely[classes[example]] -= 1;
                for (int c = 0; c < k; c++) {
                    int at = c * (d + 1);
                    float miss = (float) (likely[c] / examples.length);
                    for (int f = 0; f < d; f++) {
                        slope[at + f] += miss * row[f];
                    }
                    slope[at + d] += miss;
                }
            }
            for (int p = 0; p < slope.length; p++) {
                slope[p] += p % (d + 1) < d ? DECAY * parameters[p] : 0;
            }
        }

        private float[] logits(float[] row) {
            var logits = new float[k];
            for (int c = 0; c < k; c++) {
                int at = c * (d + 1);
                logits[c] = parameters[at + d] + Vectors.dot(parameters, at, row);
            }
            return logits;
        }

        Softmax model() {
            var weights = new float[k][];
            var bias = new float[k];
            for (int c = 0; c < k; c++) {
                int at = c * (d + 1);
                weights[c] = Arrays.copyOfRange(parameters, at, at + d);
                bias[c] = parameters[at + d];
            }
            return new Softmax(weights, bias);
        }
    }
}
