package dev.signalbox.numeric;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.Map;

/**
 * Ridge regression of several targets on the same rows: for each, the weights that least deviate from it in squares plus
 * {@code penalty} times their own, the intercept being the target's mean.
 *
 * <p>Solved by conjugate gradients (Hestenes and Stiefel 1952) on the normal equations, all targets in one pass over the
 * rows, because rows are sparse in {@value Blend#TERMS} coordinates and a factorisation would fill them. Each target has
 * its own step lengths and stops by itself.
 *
 * <pre>
 *   rows     [n]              of unit length
 *   target   [n][m]           NaN where not known
 *   weights  [coordinates*m]  those of one coordinate beside each other
 *   mean     [m]              of the known values, 0 where there is none
 * </pre>
 */
public final class Ridge {

    private static final int MOST_STEPS = 40;

    /** A target stops when its residual has fallen to this share of where it began. */
    private static final double TOLERANCE = 1e-3;

    private final Row[] rows;
    private final double[][] target;
    private final int coordinates;
    private final int m;

    private Ridge(Row[] rows, double[][] target, int coordinates) {
        this.rows = rows;
        this.target = target;
        this.coordinates = coordinates;
        this.m = target[0].length;
    }

    /** @param penalty above 0, in units of a row's squared length */
    public static Fitted fit(Row[] rows, double[][] target, int coordinates, double penalty) {
        return new Ridge(rows, target, coordinates).solve(penalty);
    }

    private Fitted solve(double penalty) {
        var mean = means();
        var weights = new double[coordinates * m];
        var residual = rightSide(mean);
        var direction = residual.clone();
        var norm = squares(residual, residual);
        var goal = Arrays.stream(norm).map(n -> n * TOLERANCE * TOLERANCE).toArray();
        for (int step = 0; step < MOST_STEPS && isAbove(norm, goal); step++) {
            var image = normal(direction, penalty);
            var curvature = squares(direction, image);
            var length = new double[m];
            Arrays.setAll(length, e -> norm[e] > goal[e] && curvature[e] > 0 ? norm[e] / curvature[e] : 0);
            addScaled(weights, direction, length, 1);
            addScaled(residual, image, length, -1);
            var next = squares(residual, residual);
            for (int i = 0; i < direction.length; i++) {
                int e = i % m;
                direction[i] = residual[i] + (norm[e] > 0 ? next[e] / norm[e] : 0) * direction[i];
            }
            System.arraycopy(next, 0, norm, 0, m);
        }
        return new Fitted(mean, floats(weights));
    }

    private double[] means() {
        var sums = new double[m];
        var counts = new int[m];
        for (var row : target) {
            for (int e = 0; e < m; e++) {
                if (!Double.isNaN(row[e])) {
                    sums[e] += row[e];
                    counts[e]++;
                }
            }
        }
        Arrays.setAll(sums, e -> counts[e] == 0 ? 0 : sums[e] / counts[e]);
        return sums;
    }

    private double[] rightSide(double[] mean) {
        var side = new double[coordinates * m];
        var off = new double[m];
        for (int i = 0; i < rows.length; i++) {
            var known = target[i];
            Arrays.setAll(off, e -> Double.isNaN(known[e]) ? 0 : known[e] - mean[e]);
            rows[i].addTo(side, off);
        }
        return side;
    }

    /** The left side of the normal equations, each target over the rows where it is known. */
    private double[] normal(double[] weights, double penalty) {
        var image = new double[weights.length];
        for (int i = 0; i < image.length; i++) {
            image[i] = penalty * weights[i];
        }
        var floats = floats(weights);
        var product = new double[m];
        for (int i = 0; i < rows.length; i++) {
            Arrays.fill(product, 0);
            rows[i].times(floats, product);
            for (int e = 0; e < m; e++) {
                product[e] = Double.isNaN(target[i][e]) ? 0 : product[e];
            }
            rows[i].addTo(image, product);
        }
        return image;
    }

    private double[] squares(double[] one, double[] other) {
        var sums = new double[m];
        for (int i = 0; i < one.length; i += m) {
            for (int e = 0; e < m; e++) {
                sums[e] += one[i + e] * other[i + e];
            }
        }
        return sums;
    }

    private void addScaled(double[] to, double[] what, double[] length, int sign) {
        for (int i = 0; i < to.length; i += m) {
            for (int e = 0; e < m; e++) {
                to[i + e] += sign * length[e] * what[i + e];
            }
        }
    }

    private static boolean isAbove(double[] norm, double[] goal) {
        for (int e = 0; e < norm.length; e++) {
            if (norm[e] > goal[e]) {
                return true;
            }
        }
        return false;
    }

    private static float[] floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** What was fitted; arrays as the class documents them. */
    @SuppressWarnings("ArrayRecordComponent") // a result on its way to a snapshot, never compared
    public record Fitted(double[] mean, float[] weights) {

        public double[] predict(Row row) {
            var values = mean.clone();
            row.times(weights, values);
            return values;
        }

        /** The first {@code columns} targets, as {@code weights} [coordinates][columns] and {@code bias} [1][columns]. */
        public Map<String, Matrix> matrices(int columns) {
            return matrices("", columns);
        }

        /** The same under names that begin with {@code prefix}. */
        public Map<String, Matrix> matrices(String prefix, int columns) {
            int coordinates = weights.length / mean.length;
            var kept = new float[coordinates * columns];
            var bias = new float[columns];
            for (int f = 0; f < coordinates; f++) {
                System.arraycopy(weights, f * mean.length, kept, f * columns, columns);
            }
            for (int e = 0; e < columns; e++) {
                bias[e] = (float) mean[e];
            }
            return Map.of(
                    prefix + "weights",
                    Matrix.of(coordinates, columns, kept),
                    prefix + "bias",
                    Matrix.of(1, columns, bias));
        }

        /** Refuses matrices of another size. */
        public static Fitted of(Snapshot snapshot, int coordinates, int columns) {
            return of(snapshot, "", coordinates, columns);
        }

        public static Fitted of(Snapshot snapshot, String prefix, int coordinates, int columns) {
            var weights = snapshot.matrix(prefix + "weights");
            var bias = snapshot.matrix(prefix + "bias");
            if (weights.rows() != coordinates || weights.columns() != columns || bias.columns() != columns) {
                throw new IllegalArgumentException("snapshot: weights of " + weights.rows() + " rows of "
                        + weights.columns() + ", expected " + coordinates + " of " + columns);
            }
            var mean = new double[columns];
            Arrays.setAll(mean, e -> bias.at(0, e));
            return new Fitted(mean, weights.toArray());
        }
    }
}
