package dev.signalbox.numeric;

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
public final class Columns {

    public static final int WIDTH = 128;

    private static final int LANES = 8;
    private static final int AT_ONCE = 4;

    private final float[][][] blocks;
    private final int count;

    private Columns(float[][][] blocks, int count) {
        this.blocks = blocks;
        this.count = count;
    }

    /** @param rows [n][d] */
    public static Columns of(float[][] rows) {
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

    public int blocks() {
        return blocks.length;
    }

    /** How many vectors there are. */
    public int count() {
        return count;
    }

    /**
     * Products with the vectors of one block, which are numbered from {@code block *} {@value #WIDTH} on.
     *
     * @param query [d]
     * @param into [{@value #WIDTH}]
     */
    public void products(int block, float[] query, float[] into) {
        Arrays.fill(into, 0);
        add(query, blocks[block], into);
    }

    /**
     * Adds the products of {@code query} with vectors that are given coordinate by coordinate.
     *
     * @param query [d]
     * @param columns [d][n]
     * @param into [n]
     */
    public static void add(float[] query, float[][] columns, float[] into) {
        int f = 0;
        for (; f + AT_ONCE <= columns.length; f += AT_ONCE) {
            addFour(query, f, columns, into);
        }
        for (; f < columns.length; f++) {
            add(query[f], columns[f], into);
        }
    }

    private static void add(float factor, float[] column, float[] into) {
        for (int i = 0; i < column.length; i++) {
            into[i] += factor * column[i];
        }
    }

    /** {@value #AT_ONCE} columns one after the other, with one reading and one writing of {@code into} for all. */
    private static void addFour(float[] factors, int f, float[][] columns, float[] into) {
        float x0 = factors[f];
        float x1 = factors[f + 1];
        float x2 = factors[f + 2];
        float x3 = factors[f + 3];
        var c0 = columns[f];
        var c1 = columns[f + 1];
        var c2 = columns[f + 2];
        var c3 = columns[f + 3];
        for (int i = 0; i < c0.length; i++) {
            into[i] = into[i] + x0 * c0[i] + x1 * c1[i] + x2 * c2[i] + x3 * c3[i];
        }
    }
}
