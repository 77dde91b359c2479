package dev.signalbox.score;

import dev.signalbox.learn.Matrix;

/**
 * Grades of questions averaged with those of their own neighbours: of right or wrong, a share of right.
 *
 * <p>A question counts for itself with weight 1 and a neighbour for it with exp((s - 1) / temperature), where s is their
 * cosine similarity. Only grades that were given are averaged, and only they are replaced.
 *
 * <pre>
 *   points  [n][d]  unit L2 norm
 *   seen    [n][m]  1 where graded, else 0
 *   grades  [n][m]  0 where not graded
 * </pre>
 */
final class Smoothing {

    private final Questions questions;
    private final float[][] points;
    private final int neighbours;
    private final double temperature;

    /** @param neighbours of each question, itself among them */
    Smoothing(Questions questions, float[][] points, int neighbours, double temperature) {
        this.questions = questions;
        this.points = points;
        this.neighbours = neighbours;
        this.temperature = temperature;
    }

    Matrix smooth(Matrix seen, Matrix grades) {
        int m = grades.columns();
        var known = seen.toArray();
        var given = grades.toArray();
        var smoothed = new float[given.length];
        for (int i = 0; i < points.length; i++) {
            var near = questions.nearest(points[i], neighbours);
            var sum = new double[m];
            var weight = new double[m];
            var weights = near.weights(temperature);
            for (int rank = 0; rank < weights.length; rank++) {
                add(weights[rank], near.index(rank) * m, known, weight);
                add(weights[rank], near.index(rank) * m, given, sum);
            }
            for (int e = 0; e < m; e++) {
                smoothed[i * m + e] = known[i * m + e] > 0 && weight[e] > 0 ? (float) (sum[e] / weight[e]) : 0;
            }
        }
        return Matrix.of(grades.rows(), m, smoothed);
    }

    private static void add(double weight, int from, float[] row, double[] into) {
        for (int e = 0; e < into.length; e++) {
            into[e] += weight * row[from + e];
        }
    }
}
