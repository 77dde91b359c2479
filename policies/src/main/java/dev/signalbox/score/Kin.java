package dev.signalbox.score;

import dev.signalbox.numeric.Shares;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What is expected of a new expert because of what is expected of the known ones: a constant, and a share of each of them.
 * Questions that are hard for those are hard for it, and whom it resembles a few hundred grades tell; hardly more than that
 * can be learned from so few.
 *
 * <p>{@link Shares} of their predictions in its grades. Everything is in units of each expert's own mean over the questions, so that
 * experts of very different prices compare.
 *
 * <pre>
 *   predicted  [n][m]  of the m known experts on the new one's questions
 *   known      [n]     its grades, NaN where there is none
 *   weights    [m]     in the units of what they are multiplied with
 * </pre>
 *
 * @param base added to the weighted sum
 */
@SuppressWarnings("ArrayRecordComponent") // a result on its way into a snapshot, never compared
record Kin(double base, double[] weights) {

    private static final double NOTHING = 1e-12;

    static Kin fit(double[][] predicted, double[] known) {
        int m = predicted.length == 0 ? 0 : predicted[0].length;
        var graded = new int[known.length];
        int n = 0;
        for (int i = 0; i < known.length; i++) {
            if (!Double.isNaN(known[i])) {
                graded[n++] = i;
            }
        }
        var rows = Arrays.copyOf(graded, n);
        double own = mean(rows, i -> known[i]);
        var means = new double[m];
        Arrays.setAll(means, j -> mean(rows, i -> predicted[i][j]));
        if (n == 0 || m == 0 || !(own > NOTHING)) {
            return new Kin(own, new double[m]);
        }
        var relative = new double[n][m];
        var target = new double[n];
        for (int row = 0; row < n; row++) {
            int i = rows[row];
            Arrays.setAll(relative[row], j -> means[j] > NOTHING ? predicted[i][j] / means[j] : 1);
            target[row] = known[i] / own;
        }
        var shares = Shares.fit(relative, target);
        var weights = new double[m];
        double base = own;
        for (int j = 0; j < m; j++) {
            weights[j] = means[j] > NOTHING ? shares[j] * own / means[j] : 0;
            base -= weights[j] * means[j];
        }
        return new Kin(base, weights);
    }

    /** @param values of the known experts, [m] */
    double of(double[] values) {
        double sum = base;
        for (int j = 0; j < weights.length; j++) {
            sum += weights[j] * values[j];
        }
        return sum;
    }

    private static double mean(int[] rows, IntToDoubleFunction value) {
        return Arrays.stream(rows).mapToDouble(value).average().orElse(0);
    }
}
