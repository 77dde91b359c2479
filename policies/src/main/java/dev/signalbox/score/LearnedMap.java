package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Descent;
import dev.signalbox.numeric.Softmax;
import dev.signalbox.numeric.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Membership by a softmax map from embedding to clusters, learned so that the clusters' mean grades, mixed by it, best
 * predict the grades: the learned cluster map of UniRoute, Jitkrittum et al. 2025,
 * <a href="https://arxiv.org/abs/2502.08773">arXiv:2502.08773</a>.
 *
 * <p>As in the paper the loss is the log loss of each grade and the means are those of the k-means clusters. Deviations: it
 * starts at a soft form of the k-means map and not at random, and is penalised for leaving it, strength {@value #PENALTY}.
 *
 * <pre>
 *   map.weights  [k][d]
 *   map.bias     [1][k]
 * </pre>
 */
final class LearnedMap implements Membership {

    static final String WEIGHTS = "map.weights";
    private static final String BIAS = "map.bias";

    private static final Descent DESCENT = new Descent(6, 300, 64, 0.02);
    private static final float PENALTY = 1e-5f;
    /** How fast the first map's shares fall with squared distance. */
    private static final float SHARPNESS = 8;

    private static final double LEAST = 0.01;

    private final float[][] weights;
    private final float[] bias;

    private LearnedMap(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    static LearnedMap of(Snapshot snapshot) {
        var weights = snapshot.matrix(WEIGHTS);
        var bias = snapshot.matrix(BIAS);
        if (bias.columns() != weights.rows()) {
            throw new IllegalArgumentException(
                    "snapshot: " + bias.columns() + " biases of the cluster map, expected " + weights.rows());
        }
        return new LearnedMap(Vectors.rows(weights), bias.toArray());
    }

    /**
     * Learns.
     *
     * @param quality [n][m] NaN where not graded
     * @param means of each expert in each cluster
     */
    static LearnedMap fit(
            float[][] points, double[][] quality, float[][] centres, GradeTable means, RandomGenerator random) {
        var fit = new Fit(points, quality, centres, means);
        DESCENT.minimise(fit.parameters, points.length, fit, random);
        return fit.map();
    }

    @Override
    public double[] shares(float[] point) {
        var logits = new float[bias.length];
        for (int j = 0; j < logits.length; j++) {
            logits[j] = bias[j] + Vectors.dot(weights[j], point);
        }
        return Softmax.likely(logits);
    }

    @Override
    public Map<String, Matrix> matrices() {
        return Map.of(WEIGHTS, Vectors.matrix(weights, weights[0].length), BIAS, Matrix.of(1, bias.length, bias));
    }

    /** One fit under way; the bias of a cluster stands behind its weights. */
    private static final class Fit implements Descent.Slope {

        private final float[][] points;
        private final double[][] quality;
        private final float[][] means;
        private final float[] start;
        private final float[] parameters;
        private final int k;
        private final int d;

        Fit(float[][] points, double[][] quality, float[][] centres, GradeTable table) {
            this.points = points;
            this.quality = quality;
            this.k = centres.length;
            this.d = points[0].length;
            this.means = new float[quality[0].length][k];
            for (int e = 0; e < means.length; e++) {
                for (int j = 0; j < k; j++) {
                    means[e][j] = (float) table.quality(e, j);
                }
            }
            this.start = new float[k * (d + 1)];
            for (int j = 0; j < k; j++) {
                int at = j * (d + 1);
                for (int f = 0; f < d; f++) {
                    start[at + f] = 2 * SHARPNESS * centres[j][f];
                }
                start[at + d] = -SHARPNESS * Vectors.dot(centres[j], centres[j]);
            }
            this.parameters = start.clone();
        }

        @Override
        public void add(int[] examples, float[] slope) {
            for (int example : examples) {
                var point = points[example];
                var shares = shares(point);
                var pull = pull(shares, quality[example]);
                for (int j = 0; j < k; j++) {
                    int at = j * (d + 1);
                    float step = (float) (pull[j] / examples.length);
                    for (int f = 0; f < d; f++) {
                        slope[at + f] += step * point[f];
                    }
                    slope[at + d] += step;
                }
            }
            for (int p = 0; p < slope.length; p++) {
                slope[p] += PENALTY * (parameters[p] - start[p]);
            }
        }

        private double[] shares(float[] point) {
            var logits = new float[k];
            for (int j = 0; j < k; j++) {
                int at = j * (d + 1);
                logits[j] = parameters[at + d] + Vectors.dot(parameters, at, point);
            }
            return Softmax.likely(logits);
        }

        /** [k] slope of the log loss, the mean over graded experts, in each logit. */
        private double[] pull(double[] shares, double[] known) {
            var toShare = new double[k];
            int graded = 0;
            for (int e = 0; e < known.length; e++) {
                if (Double.isNaN(known[e])) {
                    continue;
                }
                graded++;
                double expected = 0;
                for (int j = 0; j < k; j++) {
                    expected += shares[j] * means[e][j];
                }
                double p = Math.clamp(expected, LEAST, 1 - LEAST);
                double miss = (p - known[e]) / (p * (1 - p));
                for (int j = 0; j < k; j++) {
                    toShare[j] += miss * means[e][j];
                }
            }
            double mean = 0;
            for (int j = 0; j < k; j++) {
                mean += shares[j] * toShare[j];
            }
            var pull = new double[k];
            for (int j = 0; j < k && graded > 0; j++) {
                pull[j] = shares[j] * (toShare[j] - mean) / graded;
            }
            return pull;
        }

        LearnedMap map() {
            var weights = new float[k][];
            var bias = new float[k];
            for (int j = 0; j < k; j++) {
                int at = j * (d + 1);
                weights[j] = Arrays.copyOfRange(parameters, at, at + d);
                bias[j] = parameters[at + d];
            }
            return new LearnedMap(weights, bias);
        }
    }
}
