package dev.signalbox.score;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.learn.Grade;
import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Observation;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.Shrinkage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Mean grades of experts in groups of observations, shrunk towards each expert's mean over all groups.
 *
 * <p>An answer's expected cost is today's price for this prompt and as many tokens as such answers took; where outcomes
 * tell costs but no tokens, it is what such answers cost.
 *
 * <pre>
 *   count    [m][k]  graded observations of expert m in group k
 *   quality  [m][k]  in [0, 1]
 *   cost     [m][k]  micro-USD for an answer
 *   latency  [m][k]  milliseconds for an answer
 *   tokens   [m][k]  generated for an answer, 0 when not known; snapshots of earlier versions lack it
 * </pre>
 */
final class GradeTable {

    private static final double LEAST_SHARE = 1e-3;

    private final Matrix count;
    private final Matrix quality;
    private final Matrix cost;
    private final Matrix latency;
    private final Matrix tokens;
    private final double prior;

    private GradeTable(Map<String, Matrix> matrices, double prior) {
        this.count = get(matrices, "count");
        this.quality = get(matrices, "quality");
        this.cost = get(matrices, "cost");
        this.latency = get(matrices, "latency");
        this.tokens = Completions.of(matrices, count.rows(), count.columns());
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
        return of(snapshot.matrices(), prior);
    }

    static GradeTable of(Map<String, Matrix> matrices, double prior) {
        return new GradeTable(matrices, prior);
    }

    /** @param groups of each observation, in [0, k) */
    static GradeTable fit(List<Observation> observations, int[] groups, int k, List<String> experts, double prior) {
        var shares = new double[groups.length][k];
        for (int i = 0; i < groups.length; i++) {
            shares[i][groups[i]] = 1;
        }
        return fit(observations, shares, experts, prior);
    }

    /**
     * Of observations that belong to several groups in part.
     *
     * @param shares [n][k] of each observation in each group, in [0, 1]; those below {@value #LEAST_SHARE} count for nothing
     */
    static GradeTable fit(List<Observation> observations, double[][] shares, List<String> experts, double prior) {
        var sums = sums(observations, shares, experts);
        return new GradeTable(sums.means(cells -> cells.means(prior)), prior);
    }

    /**
     * Of groups some of which lie in others: each is shrunk towards the next wider one.
     *
     * @param shares [n][k] 1 for each group that the observation is in, the wider ones too
     * @param wider [k] of each group, with a lower number; -1 for one that holds all
     */
    static GradeTable fit(
            List<Observation> observations, double[][] shares, List<String> experts, double prior, int[] wider) {
        var sums = sums(observations, shares, experts);
        return new GradeTable(sums.means(cells -> cells.means(prior, wider)), prior);
    }

    private static Sums sums(List<Observation> observations, double[][] shares, List<String> experts) {
        var sums = new Sums(experts.size(), shares[0].length);
        for (int e = 0; e < experts.size(); e++) {
            for (int i = 0; i < shares.length; i++) {
                var grade = observations.get(i).grades().get(experts.get(e));
                if (grade != null) {
                    sums.add(e, shares[i], grade);
                }
            }
        }
        return sums;
    }

    SortedMap<String, Matrix> matrices() {
        return new TreeMap<>(Map.of(
                "count", count, "quality", quality, "cost", cost, "latency", latency, Completions.TOKENS, tokens));
    }

    int groups() {
        return count.columns();
    }

    double quality(int expert, int group) {
        return quality.at(expert, group);
    }

    /** How many questions the group has, as far as grades tell: as many as its most often graded expert. */
    int questions(int group) {
        double most = 0;
        for (int expert = 0; expert < count.rows(); expert++) {
            most = Math.max(most, count.at(expert, group));
        }
        return (int) Math.round(most);
    }

    double quality(int expert, Belonging likely) {
        return mean(quality, expert, likely);
    }

    /** @param likely summing to 1 */
    Score score(Features features, ExpertCard card, int expert, Belonging likely) {
        return score(features, card, expert, likely, 0);
    }

    /** @param more to be added to the groups' mean quality */
    Score score(Features features, ExpertCard card, int expert, Belonging likely, double more) {
        double mean = Math.clamp(mean(quality, expert, likely) + more, 0.0, 1.0);
        double uncertainty = Shrinkage.uncertainty(mean, mean(count, expert, likely) + prior);
        double microUsd =
                Expectation.microUsd(features, card, mean(tokens, expert, likely), mean(cost, expert, likely));
        var time = Duration.ofNanos(Math.round(mean(latency, expert, likely) * 1e6));
        return new Score(card.name(), mean, uncertainty, microUsd, time);
    }

    /** An expert's rows, to be multiplied with the groups' likelihoods. */
    Factoring.Learned factors(int expert) {
        return new Factoring.Learned(
                row(quality, expert, 1), row(cost, expert, 1), row(latency, expert, 1e-3), row(tokens, expert, 1));
    }

    private static float[] row(Matrix measure, int expert, double factor) {
        var row = new float[measure.columns()];
        for (int group = 0; group < row.length; group++) {
            row[group] = (float) (factor * measure.at(expert, group));
        }
        return row;
    }

    private static double mean(Matrix measure, int expert, Belonging likely) {
        double sum = 0;
        for (int z = 0; z < likely.groups().length; z++) {
            sum += likely.weights()[z] * measure.at(expert, likely.groups()[z]);
        }
        return sum;
    }

    /** Sums of each measure, by expert and group. */
    private static final class Sums {
        private final Cells quality;
        private final Cells cost;
        private final Cells latency;
        private final Cells tokens;

        Sums(int m, int k) {
            this.quality = new Cells(m, k);
            this.cost = new Cells(m, k);
            this.latency = new Cells(m, k);
            this.tokens = new Cells(m, k);
        }

        void add(int expert, double[] shares, Grade grade) {
            for (int group = 0; group < shares.length; group++) {
                double share = shares[group];
                if (share >= LEAST_SHARE) {
                    quality.add(expert, group, grade.quality(), share);
                    cost.add(expert, group, grade.microUsd(), share);
                    latency.add(expert, group, grade.latency().toNanos() / 1e6, share);
                    if (grade.completionTokens() > 0) {
                        tokens.add(expert, group, (double) grade.completionTokens(), share);
                    }
                }
            }
        }

        Map<String, Matrix> means(Function<Cells, Matrix> shrunk) {
            return Map.of(
                    "count",
                    quality.counts(),
                    "quality",
                    shrunk.apply(quality),
                    "cost",
                    shrunk.apply(cost),
                    "latency",
                    shrunk.apply(latency),
                    Completions.TOKENS,
                    shrunk.apply(tokens));
        }
    }
}
