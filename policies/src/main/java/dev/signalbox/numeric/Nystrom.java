package dev.signalbox.numeric;

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
 * landmarks and W that among the landmarks. Questions are added up, so that a fit on a part of them costs no further pass.
 *
 * <p>Landmarks are centres of spherical k-means, a few rounds from points drawn at random: Zhang, Tsang and Kwok 2008,
 * "Improved Nyström low-rank approximation and error analysis". A thousand of them do what two thousand random ones do.
 *
 * <pre>
 *   points     [n][d]  unit L2 norm
 *   known      [n][m]  NaN where not graded; counts as the target's mean, which says nothing about the function
 *   landmarks  [l][d]  unit L2 norm
 * </pre>
 */
public final class Nystrom {

    /** Added to the diagonal: landmarks that all but coincide leave the matrix singular otherwise. */
    private static final double JITTER = 1e-6;

    /** Times the penalty: likenesses among landmarks are of single precision, which can leave them less than definite. */
    private static final double ROUNDING = 1e-5;

    /** Each time with ten times as much on the diagonal. */
    private static final int ATTEMPTS = 3;

    private static final int ROUNDS = 2;

    /** Rows of K in the processor's cache at a time. */
    private static final int CHUNK = 64;

    private final Landmarks landmarks;
    private final double width;
    private final double[] mean;
    private final DMatrixRMaj gram;
    private final DMatrixRMaj among;
    private final DMatrixRMaj side;

    private Nystrom(Landmarks landmarks, double width, double[] mean) {
        int l = landmarks.size();
        this.landmarks = landmarks;
        this.width = width;
        this.mean = mean;
        this.among = new DMatrixRMaj(l, l);
        for (int i = 0; i < l; i++) {
            var likeness = landmarks.likeness(landmarks.row(i), width);
            for (int j = 0; j < l; j++) {
                among.set(i, j, likeness[j]);
            }
        }
        this.gram = new DMatrixRMaj(l, l);
        this.side = new DMatrixRMaj(l, mean.length);
    }

    public static Nystrom of(float[][] points, double[][] known, int most, double width, RandomGenerator random) {
        return empty(points, known, most, width, random).add(points, known);
    }

    /** Landmarks and means without any question: they are to be added. */
    public static Nystrom empty(float[][] points, double[][] known, int most, double width, RandomGenerator random) {
        return new Nystrom(Landmarks.centres(points, most, ROUNDS, random), width, means(known));
    }

    /** On landmarks that are given. */
    public static Nystrom on(float[][] landmarks, float[][] points, double[][] known, double width) {
        return new Nystrom(new Landmarks(landmarks), width, means(known)).add(points, known);
    }

    public Nystrom add(float[][] points, double[][] known) {
        int l = landmarks.size();
        for (int from = 0; from < points.length; from += CHUNK) {
            var rows = new double[Math.min(CHUNK, points.length - from)][l];
            for (int i = 0; i < rows.length; i++) {
                var likeness = landmarks.likeness(points[from + i], width);
                for (int j = 0; j < l; j++) {
                    rows[i][j] = likeness[j];
                }
            }
            addGram(rows);
            addSide(rows, known, from);
        }
        return this;
    }

    /** The upper half; a plain loop that the compiler makes wide, several times as fast here as the library's products. */
    private void addGram(double[][] rows) {
        int l = landmarks.size();
        var sums = gram.getData();
        for (int i = 0; i < l; i++) {
            for (var row : rows) {
                double x = row[i];
                int at = i * l;
                for (int j = i; j < l; j++) {
                    sums[at + j] += x * row[j];
                }
            }
        }
    }

    private void addSide(double[][] rows, double[][] known, int from) {
        for (int i = 0; i < rows.length; i++) {
            for (int e = 0; e < mean.length; e++) {
                double off = known[from + i][e] - mean[e];
                for (int j = 0; j < rows[i].length && !Double.isNaN(off); j++) {
                    side.add(j, e, rows[i][j] * off);
                }
            }
        }
    }

    public Solved solve(double penalty) {
        var alpha = new DMatrixRMaj(landmarks.size(), mean.length);
        solver(penalty).solve(side.copy(), alpha);
        return new Solved(landmarks, width, mean, alpha);
    }

    /** Trace of the fit: how many free numbers it amounts to. */
    public double freedom(double penalty) {
        var fitted = new DMatrixRMaj(landmarks.size(), landmarks.size());
        solver(penalty).solve(whole(), fitted);
        return CommonOps_DDRM.trace(fitted);
    }

    private DMatrixRMaj whole() {
        var whole = gram.copy();
        for (int i = 0; i < whole.getNumRows(); i++) {
            for (int j = 0; j < i; j++) {
                whole.set(i, j, whole.get(j, i));
            }
        }
        return whole;
    }

    private LinearSolverDense<DMatrixRMaj> solver(double penalty) {
        int l = landmarks.size();
        var sum = new DMatrixRMaj(l, l);
        CommonOps_DDRM.add(whole(), penalty, among, sum);
        var solver = LinearSolverFactory_DDRM.symmPosDef(l);
        double times = 1;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var left = sum.copy();
            for (int i = 0; i < l; i++) {
                left.add(i, i, times * (JITTER * (1 + gram.get(i, i)) + ROUNDING * penalty));
            }
            if (solver.setA(left)) {
                return solver;
            }
            times *= 10;
        }
        throw new IllegalArgumentException("kernel: landmarks too alike at width " + width + ", expected a wider one");
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

    /** The function that was found. */
    @SuppressWarnings("ArrayRecordComponent") // a result on its way to a snapshot, never compared
    public record Solved(Landmarks landmarks, double width, double[] mean, DMatrixRMaj alpha) {

        public double[] predict(float[] point) {
            var likeness = landmarks.likeness(point, width);
            var predicted = mean.clone();
            var rows = alpha.data; // row after row; read in a plain loop, which becomes a wide one
            int at = 0;
            for (float like : likeness) {
                for (int e = 0; e < predicted.length; e++) {
                    predicted[e] += like * rows[at + e];
                }
                at += predicted.length;
            }
            return predicted;
        }

        /** Row after row. */
        public float[] weights() {
            var weights = new float[alpha.getNumElements()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = (float) alpha.get(i);
            }
            return weights;
        }

        /** Refuses matrices of another size. */
        public static Solved of(Snapshot snapshot, double width, int columns) {
            var landmarks = new Landmarks(Vectors.rows(snapshot.matrix("landmarks")));
            var alpha = snapshot.matrix("alpha");
            var bias = snapshot.matrix("bias");
            if (alpha.rows() != landmarks.size() || alpha.columns() != columns || bias.columns() != columns) {
                throw new IllegalArgumentException("snapshot: alpha of " + alpha.rows() + " rows of " + alpha.columns()
                        + ", expected " + landmarks.size() + " of " + columns);
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

        public Map<String, Matrix> matrices() {
            var bias = new float[mean.length];
            for (int e = 0; e < bias.length; e++) {
                bias[e] = (float) mean[e];
            }
            return Map.of(
                    "landmarks", landmarks.matrix(),
                    "alpha", Matrix.of(landmarks.size(), mean.length, weights()),
                    "bias", Matrix.of(1, bias.length, bias));
        }
    }
}
