package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * Rows of a {@link GradeTable} for new experts, from few labels. In each group a newcomer is expected to do as its
 * {@link Kin} do there; what its grades say beyond that counts the more, the more of them fell into the group and the more
 * groups are seen to differ beyond noise.
 *
 * <p>The latter is empirical Bayes: with s the deviation of single grades and t that between groups, by moments, the
 * expectation counts for s²/t² grades, and at least for as many as the table's own prior. Cost, latency and tokens, whose
 * noise is that of lengths, go by the table's prior.
 *
 * <pre>
 *   likely  [n][k]  share of each group in each label's question, summing to 1
 * </pre>
 */
final class NewRows {

    /** Beyond it groups do not differ at all. */
    private static final double MOST = 1e4;

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
        var kin = Kin.fit(predicted(table), known);
        var expected = new double[table.columns()];
        Arrays.setAll(expected, group -> kin.of(column(table, group)));
        var beyond = new Beyond(expected, known);
        double strength = quality ? Math.max(prior, beyond.strength()) : prior;
        var row = new float[expected.length];
        for (int group = 0; group < row.length; group++) {
            double value = expected[group] + beyond.sum[group] / Math.max(1e-9, beyond.weight[group] + strength);
            row[group] = (float) (quality ? Math.clamp(value, 0.0, 1.0) : Math.max(0, value));
        }
        return row;
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

    /** What grades say beyond what was expected of them, in each group. */
    private final class Beyond {
        private final double[] sum;
        private final double[] weight;
        private double squares;
        private double graded;

        Beyond(double[] expected, double[] known) {
            this.sum = new double[expected.length];
            this.weight = new double[expected.length];
            for (int i = 0; i < known.length; i++) {
                if (!Double.isNaN(known[i])) {
                    add(likely[i], expected, known[i]);
                }
            }
        }

        private void add(double[] shares, double[] expected, double grade) {
            double miss = grade;
            for (int group = 0; group < shares.length; group++) {
                miss -= shares[group] * expected[group];
            }
            for (int group = 0; group < shares.length; group++) {
                sum[group] += shares[group] * miss;
                weight[group] += shares[group];
            }
            squares += miss * miss;
            graded++;
        }

        /** How many grades the expectation counts for. */
        double strength() {
            double noise = graded > 0 ? squares / graded : 0;
            double between = 0;
            for (int group = 0; group < sum.length; group++) {
                between += weight[group] > 0 ? sum[group] * sum[group] / weight[group] - noise : 0;
            }
            double variance = graded > 0 ? Math.max(0, between / graded) : 0;
            return variance * MOST > noise ? noise / variance : MOST;
        }
    }
}
