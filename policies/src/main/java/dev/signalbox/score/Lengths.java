package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.Map;

/**
 * How many tokens each expert generates for a question, linear in its direction: {@link Ridge} regression for scorers whose
 * own model is of quality alone.
 *
 * <pre>
 *   length.weights  [m][d]
 *   length.bias     [1][m]  means
 * </pre>
 */
final class Lengths {

    private static final String WEIGHTS = "length.weights";
    private static final String BIAS = "length.bias";

    /** Not chosen anew for every set: lengths are smooth functions of the question, and flat around the best. */
    private static final double PENALTY = 3;

    private static final int[] NO_TERMS = {};
    private static final float[] NO_VALUES = {};

    private final float[][] weights;
    private final float[] bias;

    private Lengths(float[][] weights, float[] bias) {
        this.weights = weights;
        this.bias = bias;
    }

    static Lengths of(Snapshot snapshot) {
        var weights = Vectors.rows(snapshot.matrix(WEIGHTS));
        var bias = snapshot.matrix(BIAS).toArray();
        if (weights.length != snapshot.experts().size() || bias.length != weights.length) {
            throw new IllegalArgumentException("snapshot: lengths of " + weights.length + " experts with " + bias.length
                    + " means, expected " + snapshot.experts().size());
        }
        return new Lengths(weights, bias);
    }

    /** @param tokens [n][m] NaN where not known */
    static Map<String, Matrix> fit(float[][] directions, double[][] tokens) {
        int d = directions[0].length;
        int m = tokens[0].length;
        var rows = Arrays.stream(directions)
                .map(direction -> new Row(direction, NO_TERMS, NO_VALUES))
                .toArray(Row[]::new);
        boolean known = Arrays.stream(tokens).flatMapToDouble(Arrays::stream).anyMatch(count -> !Double.isNaN(count));
        var weights = new float[m][d];
        var bias = new float[m];
        if (known) {
            var fitted = Ridge.fit(rows, tokens, d, PENALTY);
            for (int e = 0; e < m; e++) {
                for (int f = 0; f < d; f++) {
                    weights[e][f] = fitted.weights()[f * m + e];
                }
                bias[e] = (float) fitted.mean()[e];
            }
        }
        return Map.of(WEIGHTS, Vectors.matrix(weights, d), BIAS, Matrix.of(1, m, bias));
    }

    double predict(float[] direction, int expert) {
        return bias[expert] + Vectors.dot(weights[expert], direction);
    }
}
