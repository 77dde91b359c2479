package dev.signalbox.score;

import dev.signalbox.numeric.Best;
import dev.signalbox.numeric.Vectors;

/** The points most similar to a query, nearest first; the lower index of a tie. */
final class Neighbours {

    private final int[] indexes;
    private final float[] similarities;

    private Neighbours(int[] indexes, float[] similarities) {
        this.indexes = indexes;
        this.similarities = similarities;
    }

    /**
     * Exhaustive: every point is compared.
     *
     * @param points row after row, each as long as {@code query}
     */
    static Neighbours of(float[] query, float[] points, int k) {
        int count = points.length / query.length;
        var best = new Best(Math.min(k, count));
        for (int i = 0; i < count; i++) {
            best.offer(i, Vectors.dot(points, i * query.length, query));
        }
        return of(best);
    }

    /** Of some of the points. */
    static Neighbours among(int[] candidates, float[] query, float[] points, int k) {
        var best = new Best(Math.min(k, candidates.length));
        var products = new float[Vectors.LANES];
        int at = 0;
        for (; at + Vectors.LANES <= candidates.length; at += Vectors.LANES) {
            Vectors.dots(points, candidates, at, query, products);
            for (int i = 0; i < Vectors.LANES; i++) {
                best.offer(candidates[at + i], products[i]);
            }
        }
        for (; at < candidates.length; at++) {
            best.offer(candidates[at], Vectors.dot(points, candidates[at] * query.length, query));
        }
        return of(best);
    }

    private static Neighbours of(Best best) {
        var kept = best.kept();
        return new Neighbours(kept.numbers(), kept.values());
    }

    int count() {
        return indexes.length;
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
