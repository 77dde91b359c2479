package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.KMeans;
import java.util.Map;

/** What is said of a question beyond its cluster's mean. Immutable. */
sealed interface Refinement permits Refinement.None, ResidualCodes, ClusterRidge {

    /** [m] to add to each expert's mean quality in the nearest cluster. */
    double[] more(float[] point);

    Map<String, Matrix> matrices();

    /**
     * With further experts.
     *
     * @param missed [n][newcomers] grade less the mean in the question's cluster, NaN where not graded
     */
    Refinement joined(float[][] points, double[][] missed);

    /** The one that a snapshot tells of. */
    static Refinement of(Snapshot snapshot, KMeans means) {
        int experts = snapshot.experts().size();
        if (snapshot.matrices().containsKey(ClusterRidge.WEIGHTS)) {
            return ClusterRidge.of(snapshot.matrix(ClusterRidge.WEIGHTS), means, experts);
        }
        return snapshot.matrices().containsKey(ResidualCodes.CODES)
                ? ResidualCodes.of(snapshot, means)
                : new None(experts);
    }

    /** Nothing. */
    record None(int experts) implements Refinement {

        @Override
        public double[] more(float[] point) {
            return new double[experts];
        }

        @Override
        public Map<String, Matrix> matrices() {
            return Map.of();
        }

        @Override
        public Refinement joined(float[][] points, double[][] missed) {
            return new None(experts + missed[0].length);
        }
    }
}
