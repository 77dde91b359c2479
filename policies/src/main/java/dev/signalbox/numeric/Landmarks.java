package dev.signalbox.numeric;

import dev.signalbox.learn.Matrix;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Points that others are compared with.
 *
 * <pre>
 *   rows     [l][d]  unit L2 norm
 *   columns  [d][l]  the same, turned: so products with all of them add up in one wide loop
 * </pre>
 */
public final class Landmarks {

    private final float[][] rows;
    private final float[][] columns;

    public Landmarks(float[][] rows) {
        this.rows = rows;
        this.columns = new float[rows[0].length][rows.length];
        for (int l = 0; l < rows.length; l++) {
            for (int f = 0; f < rows[l].length; f++) {
                columns[f][l] = rows[l][f];
            }
        }
    }

    /** Centres of spherical k-means: at most {@code most}, the points themselves where they are no more. */
    public static Landmarks centres(float[][] points, int most, int rounds, RandomGenerator random) {
        var drawn = points.clone();
        int count = Math.min(most, drawn.length);
        for (int i = 0; i < count; i++) {
            int j = i + random.nextInt(drawn.length - i);
            var kept = drawn[i];
            drawn[i] = drawn[j];
            drawn[j] = kept;
        }
        var landmarks = new Landmarks(Arrays.copyOf(drawn, count));
        for (int round = 0; round < rounds && count < points.length; round++) {
            landmarks = landmarks.moved(points);
        }
        return landmarks;
    }

    /** Each to the mean of the points that it is nearest to; it stays where there are none. */
    private Landmarks moved(float[][] points) {
        var sums = new float[rows.length][rows[0].length];
        for (var point : points) {
            var sum = sums[nearest(point)];
            for (int f = 0; f < sum.length; f++) {
                sum[f] += point[f];
            }
        }
        for (int l = 0; l < sums.length; l++) {
            double length = Math.sqrt(Vectors.dot(sums[l], sums[l]));
            for (int f = 0; f < sums[l].length; f++) {
                sums[l][f] = length > 0 ? (float) (sums[l][f] / length) : rows[l][f];
            }
        }
        return new Landmarks(sums);
    }

    private int nearest(float[] point) {
        var products = products(point);
        int nearest = 0;
        for (int l = 1; l < products.length; l++) {
            nearest = products[l] > products[nearest] ? l : nearest;
        }
        return nearest;
    }

    public int size() {
        return rows.length;
    }

    public float[] row(int l) {
        return rows[l];
    }

    /** The first {@code most}, as arrays. */
    public float[][] first(int most) {
        return Arrays.copyOf(rows, Math.min(most, rows.length));
    }

    public Matrix matrix() {
        return Vectors.matrix(rows, rows[0].length);
    }

    /** [l] in (0, 1]: exp(-2 width (1 - cos)). */
    public float[] likeness(float[] point, double width) {
        var likeness = products(point);
        for (int l = 0; l < likeness.length; l++) {
            likeness[l] = (float) Math.exp(-2 * width * (1 - likeness[l]));
        }
        return likeness;
    }

    private float[] products(float[] point) {
        var products = new float[rows.length];
        Columns.add(point, columns, products);
        return products;
    }
}
