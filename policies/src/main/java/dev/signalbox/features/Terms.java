package dev.signalbox.features;

import java.util.Arrays;

/**
 * The words of a text, pairs of neighbouring words and character n-grams, hashed into a sparse vector: what a linear
 * scorer reads where an embedding blurs which words were used. Immutable.
 *
 * <p>Weinberger et al. 2009, <a href="https://arxiv.org/abs/0902.2206">arXiv:0902.2206</a>. Deviation: values have no
 * sign, because in a space this wide collisions are rare. What is counted and how it is weighed, {@link TermCounts} says.
 *
 * <pre>
 *   index   [n]  ascending, in [0, {@value #DIMENSION})
 *   weight  [n]  above 0, unit L2 norm (no entry at all for an empty text)
 * </pre>
 */
public final class Terms {

    /** Size of the space. */
    public static final int DIMENSION = 1 << 18;

    /** Those of an empty text. */
    public static final Terms NONE = new Terms(new int[0], new float[0]);

    private static final double TOLERANCE = 1e-3;

    private final int[] indexes;
    private final float[] weights;

    private Terms(int[] indexes, float[] weights) {
        this.indexes = indexes;
        this.weights = weights;
    }

    /** Reads the first 4,096 characters. */
    public static Terms of(String text) {
        var counts = TermCounts.of(text);
        var packed = new long[counts.size()];
        var next = new int[1];
        counts.forEach((hash, value) -> packed[next[0]++] = pack((hash >>> 1) & (DIMENSION - 1), (float) value));
        Arrays.sort(packed);
        return merged(packed);
    }

    /** Copies; refuses what is not as the class says. */
    public static Terms of(int[] indexes, float[] weights) {
        if (indexes.length != weights.length) {
            throw new IllegalArgumentException(
                    "terms: " + weights.length + " weights, expected " + indexes.length + ", one for each index");
        }
        double sum = 0;
        for (int i = 0; i < indexes.length; i++) {
            int least = i == 0 ? 0 : indexes[i - 1] + 1;
            if (indexes[i] < least || indexes[i] >= DIMENSION) {
                throw new IllegalArgumentException(
                        "terms: index " + indexes[i] + ", expected from " + least + " to below " + DIMENSION);
            }
            if (!(weights[i] > 0)) {
                throw new IllegalArgumentException("terms: weight " + weights[i] + ", expected above 0");
            }
            sum += (double) weights[i] * weights[i];
        }
        if (indexes.length > 0 && !(Math.abs(Math.sqrt(sum) - 1) < TOLERANCE)) {
            throw new IllegalArgumentException("terms: norm " + Math.sqrt(sum) + ", expected 1");
        }
        return new Terms(indexes.clone(), weights.clone());
    }

    /** How many entries. */
    public int size() {
        return indexes.length;
    }

    public int index(int at) {
        return indexes[at];
    }

    public float weight(int at) {
        return weights[at];
    }

    /** The product with a vector of the whole space. */
    public double dot(float[] dense) {
        double sum = 0;
        for (int i = 0; i < indexes.length; i++) {
            sum += (double) weights[i] * dense[indexes[i]];
        }
        return sum;
    }

    /** Cosine similarity, in [0, 1]. */
    public double cosine(Terms other) {
        double sum = 0;
        for (int i = 0, j = 0; i < indexes.length && j < other.indexes.length; ) {
            int order = Integer.compare(indexes[i], other.indexes[j]);
            if (order == 0) {
                sum += (double) weights[i] * other.weights[j];
            }
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Terms terms
                && Arrays.equals(indexes, terms.indexes)
                && Arrays.equals(weights, terms.weights);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(indexes) + Arrays.hashCode(weights);
    }

    @Override
    public String toString() {
        return "Terms[" + indexes.length + "]";
    }

    /** Index above value, so that sorting goes by index. */
    private static long pack(long index, float value) {
        return index << 32 | Float.floatToIntBits(value);
    }

    private static Terms merged(long[] packed) {
        var indexes = new int[packed.length];
        var values = new float[packed.length];
        int size = 0;
        double sum = 0;
        for (int i = 0; i < packed.length; size++) {
            int index = (int) (packed[i] >>> 32);
            float value = 0;
            for (; i < packed.length && (int) (packed[i] >>> 32) == index; i++) {
                value += Float.intBitsToFloat((int) packed[i]);
            }
            indexes[size] = index;
            values[size] = value;
            sum += (double) value * value;
        }
        for (int i = 0; i < size; i++) {
            values[i] /= (float) Math.sqrt(sum);
        }
        return new Terms(Arrays.copyOf(indexes, size), Arrays.copyOf(values, size));
    }
}
