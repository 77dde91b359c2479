package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.ByteColumns;
import dev.signalbox.numeric.Projection;
import dev.signalbox.numeric.Vectors;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Training questions, kept for finding those most similar to another.
 *
 * <p>Many are compared in two steps: all of them along their {@value #COMPONENTS} principal components, at 8 bits each, then in full the
 * {@value #FACTOR} times as many as are wanted that come first there. Similarities and the order of what is found are exact;
 * of the true neighbours about one in a hundred is missed, one hardly more similar than what stands in for it. Fewer than
 * {@value #MANY}, and those of a snapshot without components, are all compared in full.
 *
 * <pre>
 *   points             [n][d]  unit L2 norm
 *   points.components  [r][d]  as {@link Projection} has them; the points along them are computed when loaded, so that a
 *                              snapshot grows by r rows and not by n
 * </pre>
 */
final class Questions {

    static final int COMPONENTS = 64;
    static final int FACTOR = 3;
    static final int MANY = 4_000;

    /** Products of unit vectors are counted in so many bins: cheaper than sorting out the first few hundred exactly. */
    private static final int BINS = 4096;

    private static final String POINTS = "points";
    private static final String BASIS = "points.components";

    private final float[] points;
    private final int dimension;
    private final @Nullable Coarse coarse;

    private Questions(float[] points, int dimension, @Nullable Coarse coarse) {
        this.points = points;
        this.dimension = dimension;
        this.coarse = coarse;
    }

    static Questions of(Map<String, Matrix> matrices) {
        var points = matrices.get(POINTS);
        if (points == null) {
            throw new IllegalArgumentException("snapshot: no matrix " + POINTS + ", expected one");
        }
        var all = points.toArray();
        var coarse = Optional.ofNullable(matrices.get(BASIS)).map(basis -> Coarse.of(basis, points, all));
        return new Questions(all, points.columns(), coarse.orElse(null));
    }

    /** What a snapshot keeps of them. */
    static Map<String, Matrix> matrices(float[][] points) {
        var matrices = new HashMap<String, Matrix>();
        matrices.put(POINTS, Vectors.matrix(points, points[0].length));
        if (points.length >= MANY) {
            matrices.put(BASIS, Projection.fit(points, COMPONENTS).matrix());
        }
        return matrices;
    }

    /** The {@code k} most similar; all when there are fewer. */
    Neighbours nearest(float[] query, int k) {
        return coarse == null || (long) FACTOR * k * dimension >= points.length
                ? Neighbours.of(query, points, k)
                : Neighbours.among(coarse.first(query, FACTOR * k), query, points, k);
    }

    /** The points along their components, small enough to stay in a processor's second cache. */
    private record Coarse(Projection projection, ByteColumns columns) {

        static Coarse of(Matrix basis, Matrix points, float[] all) {
            if (basis.columns() != points.columns()) {
                throw new IllegalArgumentException("snapshot: matrix " + BASIS + " has " + basis.columns()
                        + " columns, expected " + points.columns() + ", as " + POINTS + " has");
            }
            var projection = Projection.of(basis);
            var rows = new float[points.rows()][];
            for (int i = 0; i < rows.length; i++) {
                rows[i] = projection.at(all, i * points.columns());
            }
            return new Coarse(projection, ByteColumns.of(rows));
        }

        /** Those that come first along the components, about {@code count} of them, in no order. */
        int[] first(float[] query, int count) {
            var bins = bins(projection.of(query));
            var sizes = sizes(bins);
            int least = BINS;
            int found = 0;
            while (found < count && least > 0) {
                found += sizes[--least];
            }
            var first = new int[found];
            int kept = 0;
            for (int i = 0; i < bins.length; i++) {
                if (bins[i] >= least) {
                    first[kept++] = i;
                }
            }
            return first;
        }

        /** The bin of each point's product with {@code projected}. */
        private short[] bins(float[] projected) {
            var bins = new short[columns.count()];
            var products = new float[ByteColumns.WIDTH];
            for (int block = 0; block < columns.blocks(); block++) {
                columns.products(block, projected, products);
                fill(bins, block * ByteColumns.WIDTH, products);
            }
            return bins;
        }

        private static void fill(short[] bins, int from, float[] products) {
            int count = Math.min(products.length, bins.length - from);
            for (int i = 0; i < count; i++) {
                bins[from + i] = (short) Math.min(BINS - 1, Math.max(0, (int) ((products[i] + 1) * (BINS / 2))));
            }
        }

        private static int[] sizes(short[] bins) {
            var sizes = new int[BINS];
            for (short bin : bins) {
                sizes[bin]++;
            }
            return sizes;
        }
    }
}
