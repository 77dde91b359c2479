package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * Columns of a regression's weights for new experts, from few labels. Predictions are linear in the weights, so those of a
 * newcomer's {@link Kin} make it do as they do; a second regression adds what its grades say beyond that, as far as held-out
 * labels confirm it.
 *
 * <pre>
 *   weights    [c][2m]  quality, then tokens, of each known expert
 *   bias       [1][2m]
 *   predicted  [f][2m]  of the known experts, on the labels' questions
 * </pre>
 */
final class NewColumns {

    /** The last adds nothing. */
    private static final double[] TRIED = {30, 100, 300, 1000, Double.POSITIVE_INFINITY};

    private static final int FOLDS = 4;

    private final Newcomers newcomers;
    private final double[][] predicted;
    private final Solver solver;

    NewColumns(Newcomers newcomers, double[][] predicted, Solver solver) {
        this.newcomers = newcomers;
        this.predicted = predicted;
        this.solver = solver;
    }

    /** The second regression. */
    @FunctionalInterface
    interface Solver {

        /**
         * @param labels to fit on, by their places
         * @param misses [labels][newcomers], NaN where not graded
         */
        Solved solve(int[] labels, double[][] misses, double penalty);
    }

    /**
     * @param mean [newcomers]
     * @param weights [c][newcomers]
     * @param predict what it says of a label's question, by its place
     */
    @SuppressWarnings("ArrayRecordComponent") // a result on its way into a snapshot, never compared
    record Solved(double[] mean, float[] weights, IntFunction<double[]> predict) {}

    /** Weights under {@code name}, bias and charges, with the newcomers beside the others. */
    Map<String, Matrix> join(String name, RandomGenerator random) {
        var known = newcomers.known();
        var weights = known.matrix(name);
        var bias = known.matrix("bias");
        int m = known.experts().size();
        int fresh = newcomers.names().size();
        var quality = new Kin[fresh];
        var tokens = new Kin[fresh];
        var first = Arrays.stream(predicted).map(row -> Arrays.copyOf(row, m)).toArray(double[][]::new);
        var second = Arrays.stream(predicted)
                .map(row -> Arrays.copyOfRange(row, m, 2 * m))
                .toArray(double[][]::new);
        for (int e = 0; e < fresh; e++) {
            quality[e] = Kin.fit(first, Targets.of(newcomers, e, Grade::quality));
            tokens[e] = Kin.fit(second, Targets.of(newcomers, e, Targets::tokens));
        }
        var beyond = beyond(misses(quality, first), weights.rows(), random);
        var grown = new Grown(m, quality, tokens);
        var matrices = new TreeMap<String, Matrix>();
        matrices.put(name, grown.of(weights, false, beyond.weights()));
        matrices.put("bias", grown.of(bias, true, floats(beyond.mean())));
        var charges = Charges.fit(newcomers.few().observations(), newcomers.names());
        charges.forEach((key, rows) -> matrices.put(key, Newcomers.above(known.matrix(key), rows)));
        return matrices;
    }

    private double[][] misses(Kin[] kin, double[][] quality) {
        var luck = Luck.of(newcomers, quality);
        var misses = new double[quality.length][kin.length];
        for (int e = 0; e < kin.length; e++) {
            var expected = kin[e];
            var grades = Targets.of(newcomers, e, Grade::quality);
            Arrays.setAll(grades, f -> grades[f] - expected.of(quality[f]));
            var left = luck.without(grades);
            for (int f = 0; f < left.length; f++) {
                misses[f][e] = left[f];
            }
        }
        return misses;
    }

    private Solved beyond(double[][] misses, int rows, RandomGenerator random) {
        var nothing = new Solved(
                new double[newcomers.names().size()],
                new float[rows * newcomers.names().size()],
                _ -> new double[newcomers.names().size()]);
        var all = newcomers.few().observations();
        var folds = HeldOut.folds(all, FOLDS, random);
        if (folds.isEmpty()) {
            return nothing;
        }
        double penalty = Penalty.best(TRIED, Double.POSITIVE_INFINITY, tried -> error(folds, misses, tried, nothing));
        var every = new int[misses.length];
        Arrays.setAll(every, f -> f);
        return penalty == Double.POSITIVE_INFINITY ? nothing : solver.solve(every, misses, penalty);
    }

    private double error(List<HeldOut> folds, double[][] misses, double penalty, Solved nothing) {
        var places = new HashMap<String, Integer>();
        newcomers.few().observations().forEach(label -> places.put(label.queryId(), places.size()));
        double error = 0;
        for (var fold : folds) {
            var fit = places(fold.fit(), places);
            var solved = penalty == Double.POSITIVE_INFINITY
                    ? nothing
                    : solver.solve(
                            fit, Arrays.stream(fit).mapToObj(f -> misses[f]).toArray(double[][]::new), penalty);
            for (int f : places(fold.check(), places)) {
                var said = solved.predict().apply(f);
                for (int e = 0; e < said.length; e++) {
                    double miss = misses[f][e] - said[e];
                    error += Double.isNaN(miss) ? 0 : miss * miss;
                }
            }
        }
        return error;
    }

    private static int[] places(List<Observation> labels, Map<String, Integer> places) {
        return labels.stream()
                .mapToInt(label -> places.getOrDefault(label.queryId(), 0))
                .toArray();
    }

    private static float[] floats(double[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** Puts columns together: quality of the known and of the newcomers, then tokens of both. */
    @SuppressWarnings("ArrayRecordComponent") // a step on the way to a matrix, never compared
    private record Grown(int m, Kin[] quality, Kin[] tokens) {

        /**
         * @param constant whether the kin's constant belongs in it
         * @param beyond added to the newcomers' quality
         */
        Matrix of(Matrix known, boolean constant, float[] beyond) {
            int fresh = quality.length;
            int columns = 2 * (m + fresh);
            var values = new float[known.rows() * columns];
            for (int row = 0; row < known.rows(); row++) {
                int at = row * columns;
                for (int j = 0; j < m; j++) {
                    values[at + j] = known.at(row, j);
                    values[at + m + fresh + j] = known.at(row, m + j);
                }
                for (int e = 0; e < fresh; e++) {
                    values[at + m + e] = mixed(quality[e], known, row, 0, constant) + beyond[row * fresh + e];
                    values[at + 2 * m + fresh + e] = mixed(tokens[e], known, row, m, constant);
                }
            }
            return Matrix.of(known.rows(), columns, values);
        }

        private static float mixed(Kin kin, Matrix known, int row, int from, boolean constant) {
            double sum = constant ? kin.base() : 0;
            for (int j = 0; j < kin.weights().length; j++) {
                sum += kin.weights()[j] * known.at(row, from + j);
            }
            return (float) sum;
        }
    }
}
