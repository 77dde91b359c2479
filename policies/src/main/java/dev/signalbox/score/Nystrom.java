package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Kernel ridge regression on l landmarks: (K'K + penalty W) alpha = K'y for n questions, where K is their likeness to the
 * landmarks and W that among the landmarks.
 *
 * <pre>
 *   points     [n][d]  unit L2 norm
 *   known      [n][m]  NaN where not graded; counts as the target's mean, which says nothing about the function
 *   landmarks  [l][d]  drawn from the points without replacement
 * </pre>
 */
final class Nystrom {

    /** Added to the diagonal: landmarks that all but coincide leave the matrix singular otherwise. */
    private static final double JITTER = 1e-6;

    private final float[][] landmarks;
    private final double width;
    private final double[] mean;
    private final DMatrixRMaj gram;
    private final DMatrixRMaj among;
    private final DMatrixRMaj side;

    private Nystrom(float[][] landmarks, double width, float[][] points, double[][] known) {
        this.landmarks = landmarks;
        this.width = width;
        this.mean = means(known);
        this.among = likeness(landmarks);
        var to = likeness(points);
        this.gram = new DMatrixRMaj(landmarks.length, landmarks.length);
        CommonOps_DDRM.multInner(to, gram);
        this.side = new DMatrixRMaj(landmarks.length, mean.length);
        CommonOps_DDRM.multTransA(to, centred(known), side);
    }

    static Nystrom of(float[][] points, double[][] known, int most, double width, RandomGenerator random) {
        var drawn = points.clone();
        int count = Math.min(most, drawn.length);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(drawn.length - i);
            var kept = drawn[i];
            drawn[i] = drawn[j];
            drawn[j] = kept;
        }
        return new Nystrom(Arrays.copyOf(drawn, count), width, points, known);
    }

    /** On landmarks that are given. */
    static Nystrom on(float[][] landmarks, float[][] points, double[][] known, double width) {
        return new Nystrom(landmarks, width, points, known);
    }

    /** In (0, 1], to each landmark. */
    static float[] likeness(float[] point, float[][] landmarks, double width) {
        var likeness = new float[landmarks.length];
        for (int l = 0; l < likeness.length; l++) {
            likeness[l] = (float) Math.exp(-2 * width * (1 - Vectors.dot(landmarks[l], point)));
        }
        return likeness;
    }

    Solved solve(double penalty) {
        var alpha = new DMatrixRMaj(landmarks.length, mean.length);
        solver(penalty).solve(side, alpha);
        return new Solved(landmarks, width, mean, alpha);
    }

    /** Trace of the fit: how many free numbers it amounts to. */
    double freedom(double penalty) {
        var fitted = new DMatrixRMaj(landmarks.length, landmarks.length);
        solver(penalty).solve(gram, fitted);
        return CommonOps_DDRM.trace(fitted);
    }

    private LinearSolverDense<DMatrixRMaj> solver(double penalty) {
        int l = landmarks.length;
        var left = new DMatrixRMaj(l, l);
        CommonOps_DDRM.add(gram, penalty, among, left);
        for (int i = 0; i < l; i++) {
            left.add(i, i, JITTER * (1 + gram.get(i, i)));
        }
        var solver = LinearSolverFactory_DDRM.symmPosDef(l);
        if (!solver.setA(left)) {
            throw new IllegalArgumentException(
                    "kernel: landmarks too alike at width " + width + ", expected a wider one");
        }
        return solver;
    }

    private DMatrixRMaj likeness(float[][] points) {
        var matrix = new DMatrixRMaj(points.length, landmarks.length);
        for (int i = 0; i < points.length; i++) {
            var row = likeness(points[i], landmarks, width);
            for (int l = 0; l < row.length; l++) {
                matrix.set(i, l, row[l]);
            }
        }
        return matrix;
    }

    private static double[] means(double[][] known) {
        var sums = new double[known[0].length];
        var counts = new int[sums.length];
        for (var row : known) {
            for (int e = 0; e < sums.length; e++) {
                if (!Double.isNaN(row[e])) {
                    sums[e] += row[e];
                    counts[e]++;
                }
            }
        }
        Arrays.setAll(sums, e -> counts[e] == 0 ? 0 : sums[e] / counts[e]);
        return sums;
    }

    private DMatrixRMaj centred(double[][] known) {
        var matrix = new DMatrixRMaj(known.length, mean.length);
        for (int i = 0; i < known.length; i++) {
            for (int e = 0; e < mean.length; e++) {
                matrix.set(i, e, Double.isNaN(known[i][e]) ? 0 : known[i][e] - mean[e]);
            }
        }
        return matrix;
    }

    /** The function that was found. */
    @SuppressWarnings("ArrayRecordComponent") // a result on its way to a snapshot, never compared
    record Solved(float[][] landmarks, double width, double[] mean, DMatrixRMaj alpha) {

        double[] predict(float[] point) {
            var likeness = likeness(point, landmarks, width);
            var predicted = mean.clone();
            for (int l = 0; l < likeness.length; l++) {
                for (int e = 0; e < predicted.length; e++) {
                    predicted[e] += likeness[l] * alpha.get(l, e);
                }
            }
            return predicted;
        }

        /** Row after row. */
        float[] weights() {
            var weights = new float[alpha.getNumElements()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) alpha.get(i);
            }
            return weights;
        }

        /** Refuses matrices of another size. */
        static Solved of(Snapshot snapshot, double width, int columns) {
            var landmarks = Vectors.rows(snapshot.matrix("landmarks"));
            var alpha = snapshot.matrix("alpha");
            var bias = snapshot.matrix("bias");
            if (alpha.rows() != landmarks.length || alpha.columns() != columns || bias.columns() != columns) {
                throw new IllegalArgumentException("snapshot: alpha of " + alpha.rows() + " rows of " + alpha.columns()
                        + ", expected " + landmarks.length + " of " + columns);
            }
            var mean = new double[columns];
            Arrays.setAll(mean, e -> bias.at(0, e));
            var weights = new DMatrixRMaj(alpha.rows(), columns);
            for (int l = 0; l < alpha.rows(); l++) {
                for (int e = 0; e < columns; e++) {
                    weights.set(l, e, alpha.at(l, e));
                }
            }
            return new Solved(landmarks, width, mean, weights);
        }

        Map<String, Matrix> matrices() {
            var bias = new float[mean.length];
            for (int e = 0; e < bias.length; e++) {
                bias[e] = (float) mean[e];
            }
            return Map.of(
                    "landmarks", Vectors.matrix(landmarks, landmarks[0].length),
                    "alpha", Matrix.of(landmarks.length, mean.length, weights()),
                    "bias", Matrix.of(1, bias.length, bias));
        }
    }
}
