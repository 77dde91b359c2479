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
 * Grades of new experts on the questions that {@code knn} remembers, imputed from few labels: on each question a newcomer
 * is taken to have done as its {@link Kin} did there, and beyond that as its labels on similar questions say. How far
 * those are trusted is chosen by leaving each label out in turn.
 *
 * <p>An imputed grade may lie outside [0, 1]: cut on each question, the mean over neighbours would be off.
 *
 * <p>No question is added: one more would be a neighbour for the known experts too.
 *
 * <pre>
 *   points     [n][d]  directions of the remembered questions
 *   labels     [f][d]  directions of the labelled ones
 *   predicted  [f][m]  of the known experts, from the labelled questions' neighbours
 * </pre>
 */
final class NewGrades {

    /** Labels that an expectation may count for; the last leaves it as it is. */
    private static final double[] STRENGTHS = {0.05, 0.2, 1, 5, 1e9};

    /** A remembered question that is all but the labelled one itself says how that went, not how such questions go. */
    private static final double SAME = 0.9999;

    private final Newcomers newcomers;
    private final KnnScorer.Config config;
    private final Matrix seen;
    private final float[][] points;
    private final float[][] labels;

    private NewGrades(Newcomers newcomers, KnnScorer.Config config, Blend blend) {
        this.newcomers = newcomers;
        this.config = config;
        this.seen = newcomers.known().matrix("seen");
        this.points = Vectors.rows(newcomers.known().matrix("points"));
        this.labels = newcomers.few().observations().stream()
                .map(label -> blend.direction(label.prompt()))
                .toArray(float[][]::new);
    }

    /** The grades' matrices with the newcomers' columns beside the others. */
    static Map<String, Matrix> join(Newcomers newcomers, KnnScorer.Config config) {
        var known = newcomers.known();
        var grades = new NewGrades(newcomers, config, Blend.of(known));
        var near = grades.near();
        var matrices = new TreeMap<String, Matrix>();
        matrices.put("quality", grades.grown(near, known.matrix("quality"), Grade::quality, true));
        matrices.put("cost", grades.grown(near, known.matrix("cost"), Grade::microUsd, false));
        matrices.put(
                "latency",
                grades.grown(
                        near, known.matrix("latency"), grade -> grade.latency().toNanos() / 1e6, false));
        var tokens = Completions.of(
                known.matrices(), grades.points.length, known.experts().size());
        matrices.put(Completions.TOKENS, grades.grown(near, tokens, Targets::tokens, false));
        var ones = new float[grades.points.length * newcomers.names().size()];
        Arrays.fill(ones, 1);
        matrices.put(
                "seen",
                Newcomers.beside(
                        grades.seen,
                        Matrix.of(grades.points.length, newcomers.names().size(), ones)));
        return matrices;
    }

    /** The neighbours of each label. */
    private Neighbours[] near() {
        var all = newcomers.known().matrix("points").toArray();
        return Arrays.stream(labels)
                .map(label -> Neighbours.of(label, all, config.k()))
                .toArray(Neighbours[]::new);
    }

    private Matrix grown(Neighbours[] near, Matrix table, ToDoubleFunction<Grade> measure, boolean quality) {
        var means = means(table);
        var predicted = new double[labels.length][];
        Arrays.setAll(predicted, f -> predicted(near[f], table, means));
        int count = newcomers.names().size();
        var values = new float[points.length * count];
        for (int e = 0; e < count; e++) {
            var known = Targets.of(newcomers, e, measure);
            var kin = Kin.fit(predicted, known);
            var misses = new double[known.length];
            Arrays.setAll(misses, f -> known[f] - kin.of(predicted[f]));
            var beyond = quality
                    ? Beyond.of(labels, Luck.of(newcomers, predicted).without(misses), config.temperature())
                    : Beyond.NOTHING;
            for (int i = 0; i < points.length; i++) {
                double value = kin.of(cells(table, means, i)) + beyond.at(points[i], -1);
                values[i * count + e] = (float) (quality ? value : Math.max(0, value));
            }
        }
        return Newcomers.beside(table, Matrix.of(points.length, count, values));
    }

    private double[] means(Matrix table) {
        var means = new double[table.columns()];
        for (int j = 0; j < means.length; j++) {
            double sum = 0;
            double count = 0;
            for (int i = 0; i < table.rows(); i++) {
                sum += seen.at(i, j) * table.at(i, j);
                count += seen.at(i, j);
            }
            means[j] = count > 0 ? sum / count : 0;
        }
        return means;
    }

    /** Grades of the known experts on one question; the mean of one that was not graded on it. */
    private double[] cells(Matrix table, double[] means, int question) {
        var cells = new double[means.length];
        Arrays.setAll(cells, j -> seen.at(question, j) > 0 ? table.at(question, j) : means[j]);
        return cells;
    }

    private double[] predicted(Neighbours near, Matrix table, double[] means) {
        var weights = near.weights(config.temperature());
        var sum = new double[means.length];
        var total = new double[means.length];
        for (int rank = 0; rank < weights.length; rank++) {
            double weight = near.similarity(rank) < SAME ? weights[rank] : 0;
            for (int j = 0; j < sum.length; j++) {
                double counts = weight * seen.at(near.index(rank), j);
                sum[j] += counts * table.at(near.index(rank), j);
                total[j] += counts;
            }
        }
        Arrays.setAll(sum, j -> Shrinkage.mean(sum[j], total[j], config.prior(), means[j]));
        return sum;
    }

    /** What a newcomer's labels say beyond its kin, smoothed over similar questions. */
    @SuppressWarnings("ArrayRecordComponent") // a step on the way to a matrix, never compared
    private record Beyond(float[][] labels, double[] misses, double strength, double temperature) {

        private static final Beyond NOTHING = new Beyond(new float[0][], new double[0], 1, 1);

        static Beyond of(float[][] labels, double[] misses, double temperature) {
            double best = Penalty.best(STRENGTHS, STRENGTHS[STRENGTHS.length - 1], strength -> {
                var tried = new Beyond(labels, misses, strength, temperature);
                double error = 0;
                for (int f = 0; f < labels.length; f++) {
                    double miss = misses[f] - tried.at(labels[f], f);
                    error += Double.isNaN(miss) ? 0 : miss * miss;
                }
                return error;
            });
            return new Beyond(labels, misses, best, temperature);
        }

        /** @param without a label that is left out, or -1 */
        double at(float[] point, int without) {
            double sum = 0;
            double total = 0;
            for (int f = 0; f < labels.length; f++) {
                if (f != without && !Double.isNaN(misses[f])) {
                    double weight = Math.exp((Vectors.dot(labels[f], point) - 1) / temperature);
                    sum += weight * misses[f];
                    total += weight;
                }
            }
            return sum / (total + strength);
        }
    }
}
