package dev.signalbox.score;

import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Mean grades of experts in groups of observations, shrunk towards each expert's mean over all groups.
 *
 * <pre>
 *   count    [m][k]  graded observations of expert m in group k
 *   quality  [m][k]  in [0, 1]
 *   cost     [m][k]  micro-USD for an answer
 *   latency  [m][k]  milliseconds for an answer
 * </pre>
 */
final class GradeTable {

    private final Matrix count;
    private final Matrix quality;
    private final Matrix cost;
    private final Matrix latency;
    private final double prior;

    private GradeTable(Map<String, Matrix> matrices, double prior) {
        this.count = get(matrices, "count");
        this.quality = get(matrices, "quality");
        this.cost = get(matrices, "cost");
        this.latency = get(matrices, "latency");
        this.prior = prior;
    }

    private static Matrix get(Map<String, Matrix> matrices, String name) {
        var matrix = matrices.get(name);
        if (matrix == null) {
            throw new IllegalArgumentException("snapshot: no matrix " + name + ", expected one");
        }
        return matrix;
    }

    static GradeTable of(Snapshot snapshot, double prior) {
        return new GradeTable(snapshot.matrices(), prior);
    }

    /** @param groups of each observation, in [0, k) */
    static GradeTable fit(List<Observation> observations, int[] groups, int k, List<String> experts, double prior) {
        int m = experts.size();
        var sums = new Sums(m, k);
        for (int e = 0; e < m; e++) {
            for (int i = 0; i < groups.length; i++) {
                var grade = observations.get(i).grades().get(experts.get(e));
                if (grade != null) {
                    sums.add(e, groups[i], grade);
                }
            }
        }
        return new GradeTable(sums.shrunk(prior), prior);
    }

    SortedMap<String, Matrix> matrices() {
        return new TreeMap<>(Map.of("count", count, "quality", quality, "cost", cost, "latency", latency));
    }

    double quality(int expert, int group) {
        return quality.at(expert, group);
    }

    Score score(String name, int expert, int group) {
        double mean = Math.clamp(quality.at(expert, group), 0.0, 1.0);
        double uncertainty = Shrinkage.uncertainty(mean, count.at(expert, group) + prior);
        var time = Duration.ofNanos(Math.round(latency.at(expert, group) * 1e6));
        return new Score(name, mean, uncertainty, cost.at(expert, group), time);
    }

    /** Sums of each measure, by expert and group. */
    private static final class Sums {
        private final int m;
        private final int k;
        private final double[][] count;
        private final double[][] quality;
        private final double[][] cost;
        private final double[][] latency;

        Sums(int m, int k) {
            this.m = m;
            this.k = k;
            this.count = new double[m][k];
            this.quality = new double[m][k];
            this.cost = new double[m][k];
            this.latency = new double[m][k];
        }

        void add(int expert, int group, Grade grade) {
            count[expert][group]++;
            quality[expert][group] += grade.quality();
            cost[expert][group] += grade.microUsd();
            latency[expert][group] += grade.latency().toNanos() / 1e6;
        }

        Map<String, Matrix> shrunk(double prior) {
            return Map.of(
                    "count", matrix(count),
                    "quality", matrix(means(quality, prior)),
                    "cost", matrix(means(cost, prior)),
                    "latency", matrix(means(latency, prior)));
        }

        private double[][] means(double[][] sums, double prior) {
            var means = new double[m][k];
            for (int e = 0; e < m; e++) {
                double sum = 0;
                double seen = 0;
                for (int j = 0; j < k; j++) {
                    sum += sums[e][j];
                    seen += count[e][j];
                }
                // An expert without a grade, as in a fold of few labels: nothing is known, which is no reason to fail.
                double overall = seen == 0 ? 0 : sum / seen;
                for (int j = 0; j < k; j++) {
                    means[e][j] = Shrinkage.mean(sums[e][j], count[e][j], prior, overall);
                }
            }
            return means;
        }

        private Matrix matrix(double[][] rows) {
            var values = new float[m * k];
            for (int e = 0; e < m; e++) {
                for (int j = 0; j < k; j++) {
                    values[e * k + j] = (float) rows[e][j];
                }
            }
            return Matrix.of(m, k, values);
        }
    }
}
