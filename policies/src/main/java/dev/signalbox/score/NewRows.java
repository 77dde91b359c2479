package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.numeric.Shrinkage;
import dev.signalbox.numeric.Vectors;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Rows of a {@link GradeTable} for new experts, from few labels. In each group a newcomer is expected to do as its
 * {@link Kin} do there; what its grades say beyond that, {@link Luck} taken off, counts the more, the more of them fell into
 * the group: the expectation counts for as many grades as the table's prior, and for {@value #LEAST} at least.
 *
 * <pre>
 *   likely  [n][k]  share of each group in each label's question, summing to 1
 * </pre>
 */
final class NewRows {

    private static final double LEAST = 8;

    private final Newcomers newcomers;
    private final double[][] likely;
    private final double prior;

    private NewRows(Newcomers newcomers, double[][] likely, double prior) {
        this.newcomers = newcomers;
        this.likely = likely;
        this.prior = prior;
    }

    /** The table's matrices with the newcomers' rows below the others. */
    static Map<String, Matrix> join(Newcomers newcomers, double[][] likely, double prior) {
        var rows = new NewRows(newcomers, likely, prior);
        var known = newcomers.known();
        var count = known.matrix("count");
        var matrices = new TreeMap<String, Matrix>();
        matrices.put("count", Newcomers.above(count, rows.counts(count.columns())));
        matrices.put("quality", rows.grown(known.matrix("quality"), Grade::quality, true));
        matrices.put("cost", rows.grown(known.matrix("cost"), Grade::microUsd, false));
        matrices.put(
                "latency",
                rows.grown(known.matrix("latency"), grade -> grade.latency().toNanos() / 1e6, false));
        var tokens = Completions.of(known.matrices(), count.rows(), count.columns());
        matrices.put(Completions.TOKENS, rows.grown(tokens, Targets::tokens, false));
        return matrices;
    }

    private Matrix counts(int k) {
        var counts = new float[newcomers.names().size() * k];
        for (int e = 0; e < newcomers.names().size(); e++) {
            var known = Targets.of(newcomers, e, Grade::quality);
            for (int i = 0; i < likely.length; i++) {
                for (int group = 0; group < k && !Double.isNaN(known[i]); group++) {
                    counts[e * k + group] += (float) likely[i][group];
                }
            }
        }
        return Matrix.of(newcomers.names().size(), k, counts);
    }

    private Matrix grown(Matrix table, ToDoubleFunction<Grade> measure, boolean quality) {
        var fresh = new float[newcomers.names().size()][];
        for (int e = 0; e < fresh.length; e++) {
            fresh[e] = row(table, Targets.of(newcomers, e, measure), quality);
        }
        return Newcomers.above(table, Vectors.matrix(fresh, table.columns()));
    }

    private float[] row(Matrix table, double[] known, boolean quality) {
        var predicted = predicted(table);
        var kin = Kin.fit(predicted, known);
        var expected = new double[table.columns()];
        Arrays.setAll(expected, group -> kin.of(column(table, group)));
        var misses = new double[known.length];
        Arrays.setAll(misses, i -> known[i] - mean(likely[i], expected));
        var beyond = beyond(quality ? Luck.of(newcomers, predicted).without(misses) : misses, expected.length);
        var row = new float[expected.length];
        for (int group = 0; group < row.length; group++) {
            double value = expected[group] + beyond[group];
            row[group] = (float) (quality ? Math.clamp(value, 0.0, 1.0) : Math.max(0, value));
        }
        return row;
    }

    /** Means of what was missed in each group, shrunk towards nothing. */
    private double[] beyond(double[] misses, int groups) {
        var beyond = new double[groups];
        for (int group = 0; group < groups; group++) {
            double sum = 0;
            double weight = 0;
            for (int i = 0; i < misses.length; i++) {
                boolean graded = !Double.isNaN(misses[i]);
                sum += graded ? likely[i][group] * misses[i] : 0;
                weight += graded ? likely[i][group] : 0;
            }
            beyond[group] = Shrinkage.mean(sum, weight, Math.max(LEAST, prior), 0);
        }
        return beyond;
    }

    private static double mean(double[] shares, double[] values) {
        double sum = 0;
        for (int group = 0; group < shares.length; group++) {
            sum += shares[group] * values[group];
        }
        return sum;
    }

    private double[][] predicted(Matrix table) {
        var predicted = new double[likely.length][table.rows()];
        for (int i = 0; i < likely.length; i++) {
            for (int j = 0; j < table.rows(); j++) {
                for (int group = 0; group < table.columns(); group++) {
                    predicted[i][j] += likely[i][group] * table.at(j, group);
                }
            }
        }
        return predicted;
    }

    private static double[] column(Matrix table, int group) {
        var column = new double[table.rows()];
        Arrays.setAll(column, j -> table.at(j, group));
        return column;
    }
}
