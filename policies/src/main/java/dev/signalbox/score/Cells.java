package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.Shrinkage;

/**
 * Running sums of one measure in rows and columns.
 *
 * <pre>
 *   sum    [m][k]  in the measure's unit
 *   count  [m][k]  how many were added, or the sum of their weights
 * </pre>
 */
final class Cells {

    private final double[][] sum;
    private final double[][] count;

    Cells(int m, int k) {
        this.sum = new double[m][k];
        this.count = new double[m][k];
    }

    /** @param weight above 0, 1 for a whole value */
    void add(int row, int column, double value, double weight) {
        sum[row][column] += weight * value;
        count[row][column] += weight;
    }

    Matrix counts() {
        return matrix(count);
    }

    /** Means, each shrunk towards the same value. */
    Matrix shrunkTo(double value, double prior) {
        var means = new double[sum.length][];
        for (int row = 0; row < sum.length; row++) {
            means[row] = new double[sum[row].length];
            for (int column = 0; column < means[row].length; column++) {
                means[row][column] = Shrinkage.mean(sum[row][column], count[row][column], prior, value);
            }
        }
        return matrix(means);
    }

    /** Means, each shrunk towards its row's; 0 in a row to which nothing was added, as in a fold of few labels. */
    Matrix means(double prior) {
        var means = new double[sum.length][];
        for (int row = 0; row < sum.length; row++) {
            double seen = total(count[row]);
            double overall = seen == 0 ? 0 : total(sum[row]) / seen;
            means[row] = new double[sum[row].length];
            for (int column = 0; column < means[row].length; column++) {
                means[row][column] = Shrinkage.mean(sum[row][column], count[row][column], prior, overall);
            }
        }
        return matrix(means);
    }

    /**
     * Means, each shrunk towards that of a wider column.
     *
     * @param wider [k] of each column, to its left; -1 for one that holds all
     */
    Matrix means(double prior, int[] wider) {
        var means = new double[sum.length][];
        for (int row = 0; row < sum.length; row++) {
            means[row] = new double[sum[row].length];
            for (int column = 0; column < means[row].length; column++) {
                means[row][column] = wider[column] < 0
                        ? Shrinkage.mean(sum[row][column], count[row][column], 0, 0)
                        : Shrinkage.mean(sum[row][column], count[row][column], prior, means[row][wider[column]]);
            }
        }
        return matrix(means);
    }

    private static double total(double[] values) {
        double total = 0;
        for (double value : values) {
            total += value;
        }
        return total;
    }

    private static Matrix matrix(double[][] rows) {
        int columns = rows.length == 0 ? 0 : rows[0].length;
        var values = new float[rows.length * columns];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns; column++) {
                values[row * columns + column] = (float) rows[row][column];
            }
        }
        return Matrix.of(rows.length, columns, values);
    }
}
