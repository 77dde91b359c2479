package dev.signalbox.score;

import dev.signalbox.features.Terms;
import java.util.Arrays;

/**
 * Terms in a smaller space, where those whose indexes fall together are added up.
 *
 * <pre>
 *   index  [z]  ascending
 *   value  [z]  above 0
 * </pre>
 */
@SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
record FoldedTerms(int[] index, float[] value) {

    /** @param space a power of two */
    static FoldedTerms of(Terms terms, int space) {
        var packed = new long[terms.size()];
        for (int z = 0; z < packed.length; z++) {
            long index = terms.index(z) & (space - 1);
            packed[z] = index << 32 | Float.floatToIntBits(terms.weight(z));
        }
        Arrays.sort(packed);
        var index = new int[packed.length];
        var value = new float[packed.length];
        int size = 0;
        for (long entry : packed) {
            int at = (int) (entry >>> 32);
            float weight = Float.intBitsToFloat((int) entry);
            if (size > 0 && index[size - 1] == at) {
                value[size - 1] += weight;
            } else {
                index[size] = at;
                value[size++] = weight;
            }
        }
        return new FoldedTerms(Arrays.copyOf(index, size), Arrays.copyOf(value, size));
    }

    /** Each value times {@code factor[index]}; without those that become 0. */
    FoldedTerms times(float[] factor) {
        var kept = new int[index.length];
        var product = new float[index.length];
        int size = 0;
        for (int z = 0; z < index.length; z++) {
            float x = value[z] * factor[index[z]];
            if (x > 0) {
                kept[size] = index[z];
                product[size++] = x;
            }
        }
        return new FoldedTerms(Arrays.copyOf(kept, size), Arrays.copyOf(product, size));
    }
}
