package dev.signalbox.numeric;

import java.util.Arrays;

/**
 * Ridge regression on few columns with weights that are not negative, pulled towards equal shares by as much as
 * {@value #PRIOR} rows say. Solved by coordinate descent, exact in the limit for so few weights.
 *
 * <pre>
 *   columns  [n][m]
 *   target   [n]
 *   weights  [m]     of the columns, each less its mean, in the target less its mean
 * </pre>
 */
public final class Shares {

    private static final double PRIOR = 20;
    private static final int SWEEPS = 500;
    private static final double NOTHING = 1e-12;

    private final double[][] product;
    private final double[] side;
    private final int n;

    private Shares(double[][] columns, double[] target) {
        int m = columns[0].length;
        this.n = target.length;
        this.product = new double[m][m];
        this.side = new double[m];
        var means = new double[m];
        Arrays.setAll(
                means,
                j -> Arrays.stream(columns).mapToDouble(row -> row[j]).average().orElse(0));
        double mean = Arrays.stream(target).average().orElse(0);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                double off = columns[i][j] - means[j];
                side[j] += off * (target[i] - mean);
                for (int l = 0; l < m; l++) {
                    product[j][l] += off * (columns[i][l] - means[l]);
                }
            }
        }
    }

    /** @param target at least one, each known */
    public static double[] fit(double[][] columns, double[] target) {
        return new Shares(columns, target).solve();
    }

    private double[] solve() {
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
