package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.KMeans;
import dev.signalbox.numeric.Ridge;
import dev.signalbox.numeric.Row;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What a straight line within its cluster says of a question beyond the cluster's mean, fitted by {@link Ridge regression}
 * whose penalty shrinks it to that mean.
 *
 * <p>Clusters by k-means and least squares within them are how MixER, Nzoyem et al. 2025, "Towards foundational models for
 * dynamical system reconstruction: hierarchical meta-learning via mixture of experts", updates its gate.
 *
 * <pre>
 *   ridge.weights  [k*d][m]  cluster after cluster
 * </pre>
 */
final class ClusterRidge implements Refinement {

    static final String WEIGHTS = "ridge.weights";

    /** Penalty with some hundred labels. */
    private static final double FOR_FEW = 10;

    private static final int[] NO_TERMS = {};
    private static final float[] NO_VALUES = {};

    private final KMeans means;
    private final float[][] weights;
    private final int experts;

    private ClusterRidge(KMeans means, float[][] weights, int experts) {
        this.means = means;
        this.weights = weights;
        this.experts = experts;
    }

    static ClusterRidge of(Matrix all, KMeans means, int experts) {
        var centres = means.centres();
        int d = centres[0].length;
        if (all.rows() != centres.length * d || all.columns() != experts) {
            throw new IllegalArgumentException("snapshot: matrix " + WEIGHTS + " has " + all.rows() + " rows of "
                    + all.columns() + ", expected " + centres.length * d + " of " + experts);
        }
        var values = all.toArray();
        var weights = new float[centres.length][];
        int size = d * experts;
        Arrays.setAll(weights, j -> Arrays.copyOfRange(values, j * size, (j + 1) * size));
        return new ClusterRidge(means, weights, experts);
    }

    /**
     * Fits each cluster by itself.
     *
     * @param missed [n][m] grade less the mean in the question's cluster, NaN where not graded
     */
    static ClusterRidge fit(float[][] points, KMeans means, double[][] missed, double penalty) {
        var centres = means.centres();
        int d = points[0].length;
        var groups = Arrays.stream(points).mapToInt(means::nearest).toArray();
        var weights = new float[centres.length][d * missed[0].length];
        for (int j = 0; j < centres.length; j++) {
            int cluster = j;
            var members = IntStream.range(0, points.length)
                    .filter(i -> groups[i] == cluster)
                    .toArray();
            if (members.length > 0) {
                var rows = Arrays.stream(members)
                        .mapToObj(i -> row(points[i], centres[cluster]))
                        .toArray(Row[]::new);
                var target = Arrays.stream(members).mapToObj(i -> missed[i]).toArray(double[][]::new);
                weights[j] = Ridge.fit(rows, target, d, penalty).weights();
            }
        }
        return new ClusterRidge(means, weights, missed[0].length);
    }

    @Override
    public double[] more(float[] point) {
        int cluster = means.nearest(point);
        var more = new double[experts];
        row(point, means.centres()[cluster]).times(weights[cluster], more);
        return more;
    }

    @Override
    public Map<String, Matrix> matrices() {
        int size = weights[0].length;
        var all = new float[weights.length * size];
        for (int j = 0; j < weights.length; j++) {
            System.arraycopy(weights[j], 0, all, j * size, size);
        }
        return Map.of(WEIGHTS, Matrix.of(all.length / experts, experts, all));
    }

    @Override
    public Refinement joined(float[][] points, double[][] missed) {
        var fresh = fit(points, means, missed, FOR_FEW);
        int all = experts + fresh.experts;
        var joined = new float[weights.length][weights[0].length / experts * all];
        for (int j = 0; j < weights.length; j++) {
            for (int i = 0; i < joined[j].length; i++) {
                int e = i % all;
                int f = i / all;
                joined[j][i] =
                        e < experts ? weights[j][f * experts + e] : fresh.weights[j][f * fresh.experts + e - experts];
            }
        }
        return new ClusterRidge(means, joined, all);
    }

    private static Row row(float[] point, float[] centre) {
        var dense = new float[point.length];
        for (int t = 0; t < dense.length; t++) {
            dense[t] = point[t] - centre[t];
        }
        return new Row(dense, NO_TERMS, NO_VALUES);
    }
}
