package dev.signalbox.score;

import dev.signalbox.features.Embedding;
import dev.signalbox.learn.Observation;
import dev.signalbox.numeric.KMeans;
import java.util.Arrays;
import java.util.List;

/** Embeddings as arrays. */
final class Space {

    private Space() {}

    /** Refuses an embedding of another dimension than the snapshot's. */
    static void require(Embedding embedding, int dimension) {
        if (embedding.dimension() != dimension) {
            throw new IllegalArgumentException("embedding: dimension " + embedding.dimension() + ", expected "
                    + dimension + ", in which the snapshot was fitted");
        }
    }

    static float[][] points(List<Observation> observations) {
        return observations.stream()
                .map(observation -> observation.embedding().toArray())
                .toArray(float[][]::new);
    }

    static int[] nearest(KMeans means, float[][] points) {
        return Arrays.stream(points).mapToInt(means::nearest).toArray();
    }
}
