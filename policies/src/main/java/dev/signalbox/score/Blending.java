package dev.signalbox.score;

import java.util.Arrays;

/**
 * Weights with which several predictions of the same grades are added up, and what is then missing of each expert's mean.
 *
 * <p>Stacking with non-negative weights: Breiman 1996, "Stacked regressions". Weights are fitted to the differences between
 * experts, as {@link Targets#relativeError} measures them, and pulled towards equal shares by as much as {@value #PRIOR}
 * questions say. Solved by coordinate descent, exact in the limit for so few weights.
 *
 * <pre>
 *   parts    [n][k][m]  predicted by part k for expert m on question n, which it was not fitted on
 *   known    [n][m]     NaN where not graded
 *   weights  [k]        at least 0
 *   shift    [m]        added to the weighted sum
 * </pre>
 */
final class Blending {

    private static final double PRIOR = 50;
    private static final int SWEEPS = 500;

    private final double[][] product;
    private final double[] side;
    private final int parts;

    private Blending(int parts) {
        this.parts = parts;
        this.product = new double[parts][parts];
        this.side = new double[parts];
    }

    static double[] weights(double[][][] predicted, double[][] known) {
        var sums = new Blending(predicted[0].length);
        for (int i = 0; i < known.length; i++) {
            sums.add(predicted[i], known[i]);
        }
        return sums.solve(known.length);
    }

    static double[] shift(double[][][] predicted, double[][] known, double[] weights) {
        var sum = new double[known[0].length];
        var count = new int[sum.length];
        for (int i = 0; i < known.length; i++) {
            for (int e = 0; e < sum.length; e++) {
                if (!Double.isNaN(known[i][e])) {
                    sum[e] += known[i][e] - mixed(predicted[i], weights, e);
                    count[e]++;
                }
            }
        }
        Arrays.setAll(sum, e -> count[e] == 0 ? 0 : sum[e] / count[e]);
        return sum;
    }

    /** [n][m] weighted sums. */
    static double[][] mixed(double[][][] predicted, double[] weights, int experts) {
        var mixed = new double[predicted.length][experts];
        for (int i = 0; i < mixed.length; i++) {
            for (int e = 0; e < experts; e++) {
                mixed[i][e] = mixed(predicted[i], weights, e);
            }
        }
        return mixed;
    }

    static double mixed(double[][] predicted, double[] weights, int expert) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
            sum += weights[k] * predicted[k][expert];
        }
        return sum;
    }

    private void add(double[][] predicted, double[] known) {
        var target = centred(known, known);
        var centred = new double[parts][];
        Arrays.setAll(centred, k -> centred(predicted[k], known));
        for (int k = 0; k < parts; k++) {
            side[k] += dot(centred[k], target);
            for (int l = 0; l < parts; l++) {
                product[k][l] += dot(centred[k], centred[l]);
            }
        }
    }

    private double[] solve(int questions) {
        double diagonal = 0;
        for (int k = 0; k < parts; k++) {
            diagonal += product[k][k] / parts;
        }
        double pull = diagonal * PRIOR / Math.max(1, questions);
        var weights = new double[parts];
        Arrays.fill(weights, 1.0 / parts);
        for (int sweep = 0; sweep < SWEEPS && diagonal > 0; sweep++) {
            for (int k = 0; k < parts; k++) {
                double others = 0;
                for (int l = 0; l < parts; l++) {
                    others += l == k ? 0 : product[k][l] * weights[l];
                }
                weights[k] = Math.max(0, (side[k] + pull / parts - others) / (product[k][k] + pull));
            }
        }
        return weights;
    }

    /** Around the mean of the graded experts, 0 for the others; a lone expert's value as it is. */
    private static double[] centred(double[] values, double[] known) {
        double sum = 0;
        int count = 0;
        for (int e = 0; e < known.length; e++) {
            if (!Double.isNaN(known[e])) {
                sum += values[e];
                count++;
            }
        }
        double mean = count > 1 ? sum / count : 0;
        var centred = new double[known.length];
        for (int e = 0; e < known.length; e++) {
            centred[e] = Double.isNaN(known[e]) ? 0 : values[e] - mean;
        }
        return centred;
    }

    private static double dot(double[] one, double[] other) {
        double sum = 0;
        for (int e = 0; e < one.length; e++) {
            sum += one[e] * other[e];
        }
        return sum;
    }
}
