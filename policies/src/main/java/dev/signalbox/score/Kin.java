package dev.signalbox.score;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * What is expected of a new expert because of what is expected of the known ones: a constant, and a share of each of them.
 * Questions that are hard for those are hard for it, and whom it resembles a few hundred grades tell; hardly more than that
 * can be learned from so few.
 *
 * <p>Ridge regression of its grades on their predictions with weights that are not negative, pulled towards equal shares by
 * as much as {@value #PRIOR} questions say. Everything is in units of each expert's own mean over the questions, so that
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

    private static final double PRIOR = 20;
    private static final int SWEEPS = 500;
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
        var shares = new Sums(predicted, known, rows, means, own).solve();
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

    /** The normal equations. */
    private static final class Sums {
        private final double[][] product;
        private final double[] side;
        private final int n;

        Sums(double[][] predicted, double[] known, int[] rows, double[] means, double own) {
            int m = means.length;
            this.n = rows.length;
            this.product = new double[m][m];
            this.side = new double[m];
            var off = new double[m];
            for (int i : rows) {
                Arrays.setAll(off, j -> means[j] > NOTHING ? predicted[i][j] / means[j] - 1 : 0);
                double target = known[i] / own - 1;
                for (int j = 0; j < m; j++) {
                    side[j] += off[j] * target;
                    for (int l = 0; l < m; l++) {
                        product[j][l] += off[j] * off[l];
                    }
                }
            }
        }

        double[] solve() {
            int m = side.length;
            var shares = new double[m];
            Arrays.fill(shares, 1.0 / m);
            double diagonal = 0;
            for (int j = 0; j < m; j++) {
                diagonal += product[j][j] / m;
            }
            double pull = diagonal * PRIOR / n;
            for (int sweep = 0; sweep < SWEEPS && diagonal > NOTHING; sweep++) {
                for (int j = 0; j < m; j++) {
                    double others = 0;
                    for (int l = 0; l < m; l++) {
                        others += l == j ? 0 : product[j][l] * shares[l];
                    }
                    shares[j] = Math.max(0, (side[j] + pull / m - others) / (product[j][j] + pull));
                }
            }
            return shares;
        }
    }
}
