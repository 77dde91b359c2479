package dev.signalbox.numeric;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * K-means: Lloyd's iterations from k-means++ seeds, the best of several restarts.
 *
 * <p>Lloyd 1982; Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding". A cluster that loses all
 * its points keeps its centre.
 *
 * <pre>
 *   points   [n][d]  finite
 *   centres  [k][d]  k <= n
 * </pre>
 */
public final class KMeans {

    private static final int MOST_ITERATIONS = 30;

    /** Lloyd stops when the mean squared distance falls by less than this share. */
    private static final double TOLERANCE = 1e-4;

    private final float[][] centres;
    private final float[] halfNorms;

    private KMeans(float[][] centres) {
        this.centres = centres;
        this.halfNorms = new float[centres.length];
        for (int j = 0; j < centres.length; j++) {
            halfNorms[j] = Vectors.dot(centres[j], centres[j]) / 2;
        }
    }

    public static KMeans of(float[][] centres) {
        return new KMeans(centres);
    }

    public static KMeans fit(float[][] points, int k, int restarts, RandomGenerator random) {
        var best = run(points, k, random);
        for (int restart = 1; restart < restarts; restart++) {
            var other = run(points, k, random);
            best = other.inertia < best.inertia ? other : best;
        }
        return best.means;
    }

    public float[][] centres() {
        return centres;
    }

    /** Index of the nearest centre; the lowest one of a tie. */
    public int nearest(float[] point) {
        int nearest = 0;
        float best = Float.NEGATIVE_INFINITY;
        for (int j = 0; j < centres.length; j++) {
            // argmin |x - c|² = argmax (x·c - |c|²/2)
            float closeness = Vectors.dot(point, centres[j]) - halfNorms[j];
            if (closeness > best) {
                best = closeness;
                nearest = j;
            }
        }
        return nearest;
    }

    private static Run run(float[][] points, int k, RandomGenerator random) {
        var means = new KMeans(seeds(points, Math.min(k, points.length), random));
        double before = Double.POSITIVE_INFINITY;
        for (int iteration = 0; ; iteration++) {
            var clusters = new int[points.length];
            double inertia = 0;
            for (int i = 0; i < points.length; i++) {
                clusters[i] = means.nearest(points[i]);
                inertia += squaredDistance(points[i], means.centres[clusters[i]]);
            }
            if (iteration >= MOST_ITERATIONS || before - inertia <= TOLERANCE * inertia) {
                return new Run(means, inertia);
            }
            before = inertia;
            means = new KMeans(centroids(points, clusters, means.centres));
        }
    }

    /** Each further seed is drawn with probability proportional to its squared distance from those before. */
    private static float[][] seeds(float[][] points, int k, RandomGenerator random) {
        var seeds = new float[k][];
        seeds[0] = points[random.nextInt(points.length)].clone();
        var distances = new double[points.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        for (int j = 1; j < k; j++) {
            double sum = 0;
            for (int i = 0; i < points.length; i++) {
                distances[i] = Math.min(distances[i], squaredDistance(points[i], seeds[j - 1]));
                sum += distances[i];
            }
            seeds[j] = points[draw(distances, random.nextDouble() * sum)].clone();
        }
        return seeds;
    }

    private static int draw(double[] weights, double at) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum > at) {
                return i;
            }
        }
        return weights.length - 1;
    }

    private static float[][] centroids(float[][] points, int[] clusters, float[][] before) {
        int d = points[0].length;
        var sums = new double[before.length][d];
        var counts = new int[before.length];
        for (int i = 0; i < points.length; i++) {
            counts[clusters[i]]++;
            var sum = sums[clusters[i]];
            for (int t = 0; t < d; t++) {
                sum[t] += points[i][t];
            }
        }
        var centres = new float[before.length][];
        for (int j = 0; j < centres.length; j++) {
            centres[j] = counts[j] == 0 ? before[j] : scaled(sums[j], counts[j]);
        }
        return centres;
    }

    private static float[] scaled(double[] sum, int count) {
        var mean = new float[sum.length];
        for (int t = 0; t < mean.length; t++) {
            mean[t] = (float) (sum[t] / count);
        }
        return mean;
    }

    private static double squaredDistance(float[] x, float[] y) {
        return Math.max(0, (double) Vectors.dot(x, x) - 2.0 * Vectors.dot(x, y) + Vectors.dot(y, y));
    }

    private record Run(KMeans means, double inertia) {}
}
