package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.Shrinkage;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Every grade that was learned from, question by question, and weighted means over some of the questions.
 *
 * <pre>
 *   seen     [n][m]  1 where expert m was graded on question n, else 0
 *   quality  [n][m]  in [0, 1]
 *   cost     [n][m]  micro-USD
 *   latency  [n][m]  milliseconds
 *   tokens   [n][m]  generated, 0 when not known; snapshots of earlier versions lack it
 * </pre>
 */
final class Remembered {

    /** Blocks of a row of {@link #table}: what is known of m experts, then what it is. */
    private static final int SEEN = 0;

    private static final int COUNTED = 1;
    private static final int QUALITY = 2;
    private static final int COST = 3;
    private static final int LATENCY = 4;
    private static final int TOKENS = 5;
    private static final int BLOCKS = 6;

    private final int experts;
    private final float[] table;
    private final double[] overall;

    private Remembered(int experts, float[] table) {
        this.experts = experts;
        this.table = table;
        this.overall = new double[BLOCKS * experts];
        for (int at = 0; at < table.length; at++) {
            overall[at % overall.length] += table[at];
        }
        for (int at = QUALITY * experts; at < overall.length; at++) {
            double count = overall[known(at / experts) * experts + at % experts];
            overall[at] = count > 0 ? overall[at] / count : 0;
        }
    }

    /** All tables in one, question by question: a decision reads a few hundred rows that lie far apart. */
    static Remembered of(Snapshot snapshot) {
        var seen = snapshot.matrix("seen");
        int rows = seen.rows();
        int experts = seen.columns();
        var tokens = Completions.of(snapshot.matrices(), rows, experts);
        var table = new float[rows * BLOCKS * experts];
        fill(table, SEEN, seen);
        fill(table, COUNTED, positive(tokens));
        fill(table, QUALITY, like(seen, snapshot, "quality"));
        fill(table, COST, like(seen, snapshot, "cost"));
        fill(table, LATENCY, like(seen, snapshot, "latency"));
        fill(table, TOKENS, tokens);
        return new Remembered(experts, table);
    }

    private static void fill(float[] table, int block, Matrix matrix) {
        int experts = matrix.columns();
        var values = matrix.toArray();
        for (int i = 0; i < matrix.rows(); i++) {
            System.arraycopy(values, i * experts, table, (i * BLOCKS + block) * experts, experts);
        }
    }

    private static Matrix positive(Matrix matrix) {
        var values = matrix.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i] = values[i] > 0 ? 1 : 0;
        }
        return Matrix.of(matrix.rows(), matrix.columns(), values);
    }

    private static Matrix like(Matrix seen, Snapshot snapshot, String name) {
        var matrix = snapshot.matrix(name);
        if (matrix.rows() != seen.rows() || matrix.columns() != seen.columns()) {
            throw new IllegalArgumentException("snapshot: matrix " + name + " has " + matrix.rows() + " rows of "
                    + matrix.columns() + ", expected " + seen.rows() + " of " + seen.columns());
        }
        return matrix;
    }

    static Map<String, Matrix> fit(Training training) {
        return Map.of(
                "seen",
                table(training, grade -> 1),
                "quality",
                table(training, Grade::quality),
                "cost",
                table(training, Grade::microUsd),
                "latency",
                table(training, grade -> grade.latency().toNanos() / 1e6),
                Completions.TOKENS,
                table(training, Grade::completionTokens));
    }

    private static Matrix table(Training training, ToDoubleFunction<Grade> measure) {
        var experts = training.experts();
        var observations = training.observations();
        var values = new float[observations.size() * experts.size()];
        int at = 0;
        for (var observation : observations) {
            for (var expert : experts) {
                var grade = observation.grades().get(expert);
                values[at++] = grade == null ? 0 : (float) measure.applyAsDouble(grade);
            }
        }
        return Matrix.of(observations.size(), experts.size(), values);
    }

    /** Of one expert on one question; NaN when it was not graded there. */
    double quality(int question, int expert) {
        int row = question * BLOCKS * experts;
        boolean graded = table[row + SEEN * experts + expert] > 0;
        return graded ? table[row + QUALITY * experts + expert] : Double.NaN;
    }

    private static int known(int measure) {
        return measure == TOKENS ? COUNTED : SEEN;
    }

    /**
     * Sums over some questions, row by row and of all experts: that is one pass over memory in its order.
     *
     * @param weights of the questions, nearest first
     */
    Sums sums(Neighbours near, double[] weights) {
        var sums = new double[BLOCKS * experts];
        for (int i = 0; i < weights.length; i++) {
            add(weights[i], near.index(i) * sums.length, sums);
        }
        return new Sums(sums);
    }

    /** What is not known counts 0 in every block. */
    private void add(double weight, int row, double[] sums) {
        for (int at = 0; at < sums.length; at++) {
            sums[at] += weight * table[row + at];
        }
    }

    /**
     * What is expected of one expert.
     *
     * @param weight of the grades that quality was averaged from, prior included
     */
    record Means(double quality, double microUsd, double millis, double tokens, double weight) {}

    /** Weighted sums over some questions. */
    final class Sums {
        private final double[] sums;

        private Sums(double[] sums) {
            this.sums = sums;
        }

        Means means(int expert, double prior) {
            return new Means(
                    mean(QUALITY, expert, prior),
                    mean(COST, expert, prior),
                    mean(LATENCY, expert, prior),
                    mean(TOKENS, expert, prior),
                    sums[SEEN * experts + expert] + prior);
        }

        private double mean(int measure, int expert, double prior) {
            int at = measure * experts + expert;
            return Shrinkage.mean(sums[at], sums[known(measure) * experts + expert], prior, overall[at]);
        }
    }
}
