package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.KMeans;
import java.util.Map;

/** How much a question belongs to each of k clusters. Immutable. */
sealed interface Membership permits Membership.Nearest, GaussianMixture, LearnedMap {

    /** [k] in [0, 1], summing to 1. */
    double[] shares(float[] point);

    /** Beside the centres, which every clustering has. */
    Map<String, Matrix> matrices();

    /** The one that a snapshot tells of; the nearest centre's when it tells of none. */
    static Membership of(Snapshot snapshot, KMeans means) {
        if (snapshot.matrices().containsKey(GaussianMixture.SPREAD)) {
            return GaussianMixture.of(snapshot, means.centres());
        }
        return snapshot.matrices().containsKey(LearnedMap.WEIGHTS) ? LearnedMap.of(snapshot) : new Nearest(means);
    }

    /** [n][k] of many questions. */
    default double[][] shares(float[][] points) {
        var shares = new double[points.length][];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = shares(points[i]);
        }
        return shares;
    }

    /** Wholly to the nearest centre. */
    record Nearest(KMeans means) implements Membership {

        @Override
        public double[] shares(float[] point) {
            var shares = new double[means.centres().length];
            shares[means.nearest(point)] = 1;
            return shares;
        }

        @Override
        public Map<String, Matrix> matrices() {
            return Map.of();
        }
    }
}
