package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Training;
import dev.signalbox.numeric.KMeans;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses the number of clusters, and what else their kind leaves open: powers of two are fitted on four fifths of the
 * prompts, and the choice wins that predicts quality on the rest with the least squared error. Duplicates of a prompt stay
 * on one side.
 */
final class ClusterCount {

    private static final double HELD_OUT = 0.2;

    /** Fewer observations in a cluster than this, on average, and its means are mostly prior. */
    private static final int LEAST_PER_CLUSTER = 8;

    private static final int LEAST_FOR_A_LINE = 24;

    private final ClusterScorer.Config config;

    ClusterCount(ClusterScorer.Config config) {
        this.config = config;
    }

    /**
     * @param k clusters
     * @param dial as {@link Clusters.Kind} has it
     */
    record Choice(int k, double dial) {}

    Choice choose(Training training, RandomGenerator random) {
        var dials = dials();
        if (config.clusters().isPresent() && dials.size() == 1) {
            return new Choice(config.clusters().get(), dials.getFirst());
        }
        var parts = HeldOut.share(training.observations(), HELD_OUT, random);
        var points = Space.points(parts.fit());
        var best = new Choice(config.clusters().orElse(1), dials.getFirst());
        double least = Double.POSITIVE_INFINITY;
        for (int k : counts(points.length)) {
            var means = KMeans.fit(points, k, 1, random);
            for (double dial : dials) {
                var kind = new Clusters.Kind(config.kind(), dial, config.prior());
                var clusters = Clusters.fit(kind, means, parts.fit(), training.experts(), random);
                double error = error(parts, clusters, training.experts());
                if (error < least) {
                    least = error;
                    best = new Choice(k, dial);
                }
            }
        }
        return best;
    }

    private List<Integer> counts(int questions) {
        if (config.clusters().isPresent()) {
            return List.of(config.clusters().get());
        }
        var counts = new ArrayList<Integer>();
        int most = Math.min(config.most(), most());
        for (int k = 1; k <= most && (k == 1 || k * leastPerCluster() <= questions); k *= 2) {
            counts.add(k);
        }
        return counts;
    }

    /** Those that say more of a question than its cluster's mean do with fewer, and take longer to fit. */
    private int most() {
        return switch (config.kind()) {
            case K_MEANS -> Integer.MAX_VALUE;
            case GAUSSIAN_MIXTURE -> 64;
            case CODES, RIDGE, LEARNED_MAP -> 32;
        };
    }

    private int leastPerCluster() {
        return config.kind() == ClusterScorer.Kind.RIDGE ? LEAST_FOR_A_LINE : LEAST_PER_CLUSTER;
    }

    /** A mixture's temperature, the prior of codes, the penalty of lines; nothing to choose otherwise. */
    private List<Double> dials() {
        return switch (config.kind()) {
            case K_MEANS, LEARNED_MAP -> List.of(1.0);
            case GAUSSIAN_MIXTURE -> List.of(1.0, 4.0, 16.0, 64.0);
            case CODES -> List.of(4.0, 16.0, 64.0);
            case RIDGE -> List.of(3.0, 10.0, 30.0);
        };
    }

    private static double error(HeldOut parts, Clusters clusters, List<String> experts) {
        double error = 0;
        for (var observation : parts.check()) {
            var predicted = clusters.quality(observation.embedding().toArray());
            for (int e = 0; e < predicted.length; e++) {
                var grade = observation.grades().get(experts.get(e));
                if (grade != null) {
                    double miss = grade.quality() - predicted[e];
                    error += miss * miss;
                }
            }
        }
        return error;
    }
}
