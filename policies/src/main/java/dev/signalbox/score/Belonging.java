package dev.signalbox.score;

import java.util.stream.IntStream;

/**
 * Of which groups a question is, and how much. Those that it has no share in are left out: of most questions that is most
 * groups, and a table of thousands of experts lies far from the processor.
 *
 * @param groups [z], ascending
 * @param weights [z], above 0
 */
@SuppressWarnings("ArrayRecordComponent") // read at once, never compared
record Belonging(int[] groups, double[] weights) {

    /** @param likely [k], at least 0 */
    static Belonging of(double[] likely) {
        var groups = IntStream.range(0, likely.length)
                .filter(group -> likely[group] != 0)
                .toArray();
        return new Belonging(
                groups, IntStream.of(groups).mapToDouble(group -> likely[group]).toArray());
    }
}
