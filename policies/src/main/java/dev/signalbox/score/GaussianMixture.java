package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.KMeans;
import dev.signalbox.numeric.Softmax;
import dev.signalbox.numeric.Vectors;
import java.util.Map;

/**
 * Membership by the posterior of a mixture of spherical Gaussians.
 *
 * <p>Routing by a mixture model of the inputs, fitted without regard to the task, is that of Input Domain Aware MoE, 2025,
 * <a href="https://arxiv.org/abs/2510.16448">arXiv:2510.16448</a>. Fitted by expectation maximisation (Dempster, Laird and
 * Rubin 1977) from k-means centres. Deviation: log densities are divided by a temperature, chosen on held-out grades,
 * because in hundreds of dimensions the plain posterior is all but certain of one cluster.
 *
 * <pre>
 *   centres         [k][d]
 *   mixture.spread  [2][k]  logarithm of the weight · variance of one coordinate, above 0
 *   mixture.heat    [1][1]  temperature, above 0
 * </pre>
 */
final class GaussianMixture implements Membership {

    static final String SPREAD = "mixture.spread";
    private static final String HEAT = "mixture.heat";

    private static final int ITERATIONS = 5;
    private static final double LEAST_SHARE = 1e-3;
    /** Of clusters whose questions are all the same. */
    private static final double LEAST_VARIANCE = 1e-6;

    private final float[][] centres;
    private final float[] norms;
    private final float[] logWeight;
    private final float[] variance;
    private final double temperature;

    private GaussianMixture(float[][] centres, float[] logWeight, float[] variance, double temperature) {
        this.centres = centres;
        this.norms = new float[centres.length];
        for (int j = 0; j < norms.length; j++) {
            norms[j] = Vectors.dot(centres[j], centres[j]);
        }
        this.logWeight = logWeight;
        this.variance = variance;
        this.temperature = temperature;
    }

    static GaussianMixture of(Snapshot snapshot, float[][] centres) {
        var spread = snapshot.matrix(SPREAD);
        if (spread.rows() != 2 || spread.columns() != centres.length) {
            throw new IllegalArgumentException("snapshot: matrix " + SPREAD + " has " + spread.rows() + " rows of "
                    + spread.columns() + ", expected 2 of " + centres.length);
        }
        var rows = Vectors.rows(spread);
        return new GaussianMixture(
                centres, rows[0], rows[1], snapshot.matrix(HEAT).at(0, 0));
    }

    static GaussianMixture fit(float[][] points, KMeans means, double temperature) {
        var mixture = maximised(points, new Membership.Nearest(means), means.centres());
        for (int iteration = 1; iteration < ITERATIONS; iteration++) {
            mixture = maximised(points, mixture, mixture.centres);
        }
        return new GaussianMixture(mixture.centres, mixture.logWeight, mixture.variance, temperature);
    }

    float[][] centres() {
        return centres;
    }

    @Override
    public double[] shares(float[] point) {
        float norm = Vectors.dot(point, point);
        var logits = new float[centres.length];
        for (int j = 0; j < logits.length; j++) {
            double square = Math.max(0, (double) norm - 2.0 * Vectors.dot(point, centres[j]) + norms[j]);
            double density = logWeight[j] - (point.length * Math.log(variance[j]) + square / variance[j]) / 2;
            logits[j] = (float) (density / temperature);
        }
        return Softmax.likely(logits);
    }

    @Override
    public Map<String, Matrix> matrices() {
        return Map.of(
                SPREAD,
                Vectors.matrix(new float[][] {logWeight, variance}, variance.length),
                HEAT,
                Matrix.of(1, 1, new float[] {(float) temperature}));
    }

    /** The likeliest mixture, given how much each point belongs to each part of it. */
    private static GaussianMixture maximised(float[][] points, Membership before, float[][] centres) {
        var sums = new Sums(centres.length, points[0].length);
        for (var point : points) {
            sums.add(point, before.shares(point));
        }
        return sums.mixture(points.length, centres);
    }

    /** Weighted sums of points in each part. */
    private static final class Sums {
        private final double[][] sum;
        private final double[] squares;
        private final double[] weight;

        Sums(int k, int d) {
            this.sum = new double[k][d];
            this.squares = new double[k];
            this.weight = new double[k];
        }

        void add(float[] point, double[] shares) {
            double square = Vectors.dot(point, point);
            for (int j = 0; j < shares.length; j++) {
                double share = shares[j];
                if (share >= LEAST_SHARE) {
                    weight[j] += share;
                    squares[j] += share * square;
                    for (int t = 0; t < point.length; t++) {
                        sum[j][t] += share * point[t];
                    }
                }
            }
        }

        /** A part without points keeps its centre; every part has seen one point more than it has, of all points' spread. */
        GaussianMixture mixture(int n, float[][] before) {
            int k = weight.length;
            int d = before[0].length;
            var centres = new float[k][];
            var off = new double[k];
            double all = 0;
            for (int j = 0; j < k; j++) {
                centres[j] = weight[j] > 0 ? new float[d] : before[j];
                double square = 0;
                for (int t = 0; t < d && weight[j] > 0; t++) {
                    double mean = sum[j][t] / weight[j];
                    centres[j][t] = (float) mean;
                    square += mean * mean;
                }
                off[j] = Math.max(0, squares[j] - weight[j] * square);
                all += off[j];
            }
            var logWeight = new float[k];
            var variance = new float[k];
            for (int j = 0; j < k; j++) {
                logWeight[j] = (float) Math.log((weight[j] + 1) / (n + k));
                variance[j] = (float) Math.max(LEAST_VARIANCE, (off[j] + all / n) / ((weight[j] + 1) * d));
            }
            return new GaussianMixture(centres, logWeight, variance, 1);
        }
    }
}
