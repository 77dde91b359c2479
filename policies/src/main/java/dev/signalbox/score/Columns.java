package dev.signalbox.score;

import java.util.Arrays;

/**
 * Vectors laid out for products with all of them at once: blocks of {@value #WIDTH}, in each the values of one dimension
 * beside each other, which a compiler turns into wide instructions without adding in another order. Every result is the
 * plain loop's to the last bit.
 *
 * <pre>
 *   blocks  [ceil(n / width)][d][width]  0 after the last vector; width is less where all fit into a narrower block
 * </pre>
 */
final class Columns {

    static final int WIDTH = 128;

    private static final int LANES = 8;

    private final float[][][] blocks;
    private final int count;

    private Columns(float[][][] blocks, int count) {
        this.blocks = blocks;
        this.count = count;
    }

    /** @param rows [n][d] */
    static Columns of(float[][] rows) {
        int dimension = rows.length == 0 ? 0 : rows[0].length;
        int width = Math.min(WIDTH, Math.ceilDiv(rows.length, LANES) * LANES);
        var blocks = new float[Math.ceilDiv(rows.length, WIDTH)][dimension][width];
        for (int i = 0; i < rows.length; i++) {
            for (int f = 0; f < dimension; f++) {
                blocks[i / WIDTH][f][i % WIDTH] = rows[i][f];
            }
        }
        return new Columns(blocks, rows.length);
    }

    int blocks() {
        return blocks.length;
    }

    /** How many vectors there are. */
    int count() {
        return count;
    }

    /**
     * Products with the vectors of one block, which are numbered from {@code block *} {@value #WIDTH} on.
     *
     * @param query [d]
     * @param into [{@value #WIDTH}]
     */
    void products(int block, float[] query, float[] into) {
        Arrays.fill(into, 0);
        var columns = blocks[block];
        for (int f = 0; f < columns.length; f++) {
            if (query[f] != 0) {
                add(query[f], columns[f], into);
            }
        }
    }

    private static void add(float factor, float[] column, float[] into) {
        for (int i = 0; i < column.length; i++) {
            into[i] += factor * column[i];
        }
    }
}
