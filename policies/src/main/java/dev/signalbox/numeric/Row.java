package dev.signalbox.numeric;

/**
 * One question as linear scorers read it.
 *
 * <pre>
 *   dense  [d]  embedding and signals, centred and scaled
 *   index  [z]  ascending, of the terms that it has
 *   value  [z]  above 0
 * </pre>
 *
 * <p>The L2 norm of both parts together is 1, or 0 for a question of which nothing is known. The arrays are shared, not
 * copied: it stays inside this package.
 */
@SuppressWarnings(
        "ArrayRecordComponent") // never compared, and copying would cost more than the products it is read for
public record Row(float[] dense, int[] index, float[] value) {

    private static final int[] NO_TERMS = {};
    private static final float[] NO_VALUES = {};

    /** Of a question of which the terms do not matter. */
    public static Row of(float[] dense) {
        return new Row(dense, NO_TERMS, NO_VALUES);
    }

    /**
     * Adds the products with {@code m} weight vectors at once.
     *
     * @param weights [(d + terms) * m], those of one coordinate beside each other
     * @param into [m]
     */
    public void times(float[] weights, double[] into) {
        int m = into.length;
        for (int f = 0; f < dense.length; f++) {
            add(weights, f * m, dense[f], into);
        }
        for (int z = 0; z < index.length; z++) {
            add(weights, (dense.length + index[z]) * m, value[z], into);
        }
    }

    /** Adds {@code scale[e]} times this row to weight vector e, for each e. */
    public void addTo(double[] weights, double[] scale) {
        int m = scale.length;
        for (int f = 0; f < dense.length; f++) {
            add(weights, f * m, dense[f], scale, m);
        }
        for (int z = 0; z < index.length; z++) {
            add(weights, (dense.length + index[z]) * m, value[z], scale, m);
        }
    }

    /** The same, in floats. */
    public void addTo(float[] weights, double[] scale) {
        int m = scale.length;
        for (int f = 0; f < dense.length; f++) {
            add(weights, f * m, dense[f], scale, m);
        }
        for (int z = 0; z < index.length; z++) {
            add(weights, (dense.length + index[z]) * m, value[z], scale, m);
        }
    }

    private static void add(float[] weights, int at, float x, double[] scale, int m) {
        for (int e = 0; e < m; e++) {
            weights[at + e] += x * (float) scale[e];
        }
    }

    private static void add(float[] weights, int at, float x, double[] into) {
        for (int e = 0; e < into.length; e++) {
            into[e] += (double) x * weights[at + e];
        }
    }

    private static void add(double[] weights, int at, float x, double[] scale, int m) {
        for (int e = 0; e < m; e++) {
            weights[at + e] += x * scale[e];
        }
    }
}
