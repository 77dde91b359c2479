package dev.signalbox.evaluate;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How far recent questions have moved from those that a scorer learned from, told by how they fall around the same
 * centres.
 *
 * <p>Population stability index: sum of (p - q) ln(p / q) over clusters, with shares of at least {@value #LEAST}; below
 * 0.1 is usually read as stable, above 0.25 as moved. Jensen–Shannon divergence in bits, in [0, 1].
 *
 * @param stability population stability index
 * @param divergence Jensen–Shannon, in bits
 * @param tailCovered share of the rare clusters, which together hold a fifth of the training, that recent questions fall
 *     into; 1 when there are none
 * @param clusters compared
 * @param questions recent ones
 */
public record Drift(double stability, double divergence, double tailCovered, int clusters, int questions) {

    private static final double LEAST = 1e-4;
    private static final double TAIL = 0.2;
    private static final int MOST_ANCHORS = 32;

    /**
     * Compares what a snapshot learned from with {@code recent}: by its cluster centres where it has some, else by some of
     * the points that it remembers.
     *
     * @param recent embeddings in the snapshot's space, at least one
     * @throws IllegalArgumentException when the snapshot remembers no place in the space, or dimensions differ
     */
    public static Drift of(Snapshot snapshot, List<float[]> recent) {
        var centres = snapshot.matrices().get("centres");
        var counts = snapshot.matrices().get("count");
        if (centres != null && counts != null && counts.columns() == centres.rows()) {
            var shares = new double[centres.rows()];
            for (int expert = 0; expert < counts.rows(); expert++) {
                for (int cluster = 0; cluster < shares.length; cluster++) {
                    shares[cluster] += counts.at(expert, cluster);
                }
            }
            return of(rows(centres), shares, recent);
        }
        var points = snapshot.matrices().get("points");
        if (points == null || points.rows() == 0) {
            throw new IllegalArgumentException(
                    "drift: a snapshot of scorer " + snapshot.origin().scorer() + " remembers no questions");
        }
        var all = rows(points);
        int stride = Math.ceilDiv(all.length, MOST_ANCHORS);
        var anchors = IntStream.range(0, Math.ceilDiv(all.length, stride))
                .mapToObj(i -> all[i * stride])
                .toArray(float[][]::new);
        return of(anchors, counts(anchors, Arrays.asList(all)), recent);
    }

    /**
     * Compares.
     *
     * @param anchors [k][d]
     * @param trained [k] how many questions of the training fell to each, or in proportion to it
     */
    static Drift of(float[][] anchors, double[] trained, List<float[]> recent) {
        if (recent.isEmpty()) {
            throw new IllegalArgumentException("drift: no recent questions, expected at least one");
        }
        var before = shares(trained);
        var seen = counts(anchors, recent);
        var now = shares(seen);
        double stability = 0;
        double divergence = 0;
        for (int i = 0; i < before.length; i++) {
            double p = Math.max(LEAST, now[i]);
            double q = Math.max(LEAST, before[i]);
            stability += (p - q) * Math.log(p / q);
            double middle = (now[i] + before[i]) / 2;
            divergence += (bits(now[i], middle) + bits(before[i], middle)) / 2;
        }
        return new Drift(stability, divergence, tail(before, seen), anchors.length, recent.size());
    }

    private static double tail(double[] before, double[] seen) {
        var rare = IntStream.range(0, before.length)
                .boxed()
                .filter(i -> before[i] > 0)
                .sorted(Comparator.comparingDouble(i -> before[i]))
                .toList();
        double mass = 0;
        int clusters = 0;
        int covered = 0;
        for (int cluster : rare) {
            mass += before[cluster];
            if (mass > TAIL) {
                break;
            }
            clusters++;
            covered += seen[cluster] > 0 ? 1 : 0;
        }
        return clusters == 0 ? 1 : (double) covered / clusters;
    }

    private static double bits(double share, double middle) {
        return share == 0 ? 0 : share * Math.log(share / middle) / Math.log(2);
    }

    private static double[] shares(double[] counts) {
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> sum == 0 ? 0 : count / sum).toArray();
    }

    private static double[] counts(float[][] anchors, List<float[]> points) {
        var counts = new double[anchors.length];
        for (var point : points) {
            counts[nearest(anchors, point)]++;
        }
        return counts;
    }

    /** Of points on the unit sphere the nearest has the largest dot product; centres are shorter, so distances it is. */
    private static int nearest(float[][] anchors, float[] point) {
        int best = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < anchors.length; i++) {
            double distance = distance(anchors[i], point);
            if (distance < least) {
                least = distance;
                best = i;
            }
        }
        return best;
    }

    private static double distance(float[] one, float[] other) {
        if (one.length != other.length) {
            throw new IllegalArgumentException(
                    "drift: a question of dimension " + other.length + ", expected " + one.length);
        }
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (double) one[i] - other[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static float[][] rows(Matrix matrix) {
        var all = matrix.toArray();
        return IntStream.range(0, matrix.rows())
                .mapToObj(row -> Arrays.copyOfRange(all, row * matrix.columns(), (row + 1) * matrix.columns()))
                .toArray(float[][]::new);
    }
}
