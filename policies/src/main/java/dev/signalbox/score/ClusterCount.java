package dev.signalbox.score;

import dev.signalbox.learn.HeldOut;
import dev.signalbox.learn.Training;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Chooses the number of clusters: powers of two are fitted on four fifths of the prompts, and the one wins that predicts
 * quality on the rest with the least squared error. Duplicates of a prompt stay on one side.
 */
final class ClusterCount {

    private static final double HELD_OUT = 0.2;

    /** Fewer observations in a cluster than this, on average, and its means are mostly prior. */
    private static final int LEAST_PER_CLUSTER = 8;

    private final ClusterScorer.Config config;

    ClusterCount(ClusterScorer.Config config) {
        this.config = config;
    }

    int choose(Training training, RandomGenerator random) {
        var parts = HeldOut.share(training.observations(), HELD_OUT, random);
        int best = 1;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 1;
                k <= config.most()
                        && k * LEAST_PER_CLUSTER
                                <= Math.max(LEAST_PER_CLUSTER, parts.fit().size());
                k *= 2) {
            double error = error(parts, k, training.experts(), random);
            if (error < least) {
                least = error;
                best = k;
            }
        }
        return best;
    }

    private double error(HeldOut parts, int k, List<String> experts, RandomGenerator random) {
        var points = Space.points(parts.fit());
        var means = KMeans.fit(points, k, 1, random);
        var table = GradeTable.fit(parts.fit(), Space.nearest(means, points), k, experts, config.prior());
        double error = 0;
        for (var observation : parts.check()) {
            int cluster = means.nearest(observation.embedding().toArray());
            for (int e = 0; e < experts.size(); e++) {
                var grade = observation.grades().get(experts.get(e));
                if (grade != null) {
                    double miss = grade.quality() - table.quality(e, cluster);
                    error += miss * miss;
                }
            }
        }
        return error;
    }
}
