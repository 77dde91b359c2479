package dev.signalbox.score;

import java.util.Arrays;

/** The points most similar to a query, nearest first; the lower index of a tie. */
final class Neighbours {

    private final int[] indexes;
    private final float[] similarities;

    private Neighbours(int[] indexes, float[] similarities) {
        this.indexes = indexes;
        this.similarities = similarities;
    }

    /**
     * Exhaustive: every point is compared, and a sorted list of the k best is kept.
     *
     * @param points row after row, each as long as {@code query}
     */
    static Neighbours of(float[] query, float[] points, int k) {
        int count = points.length / query.length;
        var indexes = new int[Math.min(k, count)];
        var similarities = new float[indexes.length];
        Arrays.fill(similarities, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < count; i++) {
            float similarity = Vectors.dot(points, i * query.length, query);
            int at = indexes.length - 1;
            if (similarity <= similarities[at]) {
                continue;
            }
            for (; at > 0 && similarity > similarities[at - 1]; at--) {
                similarities[at] = similarities[at - 1];
                indexes[at] = indexes[at - 1];
            }
            similarities[at] = similarity;
            indexes[at] = i;
        }
        return new Neighbours(indexes, similarities);
    }

    int index(int rank) {
        return indexes[rank];
    }

    float similarity(int rank) {
        return similarities[rank];
    }

    double[] weights(double temperature) {
        var weights = new double[indexes.length];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = Math.exp((similarities[i] - similarities[0]) / temperature);
        }
        return weights;
    }
}
