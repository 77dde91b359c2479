package dev.signalbox.score;

import dev.signalbox.learn.Matrix;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.numeric.KMeans;
import dev.signalbox.numeric.Shrinkage;
import dev.signalbox.numeric.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * What the codes of a question's embedding say of it beyond its cluster: the way from the cluster's centre to the question
 * is coded by the nearest of a second set of centres, the way from there by a third, and each code knows by how much
 * grades differ from what the codes before it say.
 *
 * <p>Discrete codes that point to experts are those of VQMoE, Do et al. 2024,
 * <a href="https://arxiv.org/abs/2411.19402">arXiv:2411.19402</a>. Deviations: residual codes (Gray 1984, "Vector
 * quantization") on a fixed embedding, not one learned with the task, and what a code says of an expert is a mean,
 * shrunk towards no difference, and not a weight learned by descent.
 *
 * <pre>
 *   codes.centres  [levels*k][d]  of each level's codes, level after level
 *   codes.quality  [levels*m][k]  to be added for each expert, level after level
 * </pre>
 */
final class ResidualCodes implements Refinement {

    static final String CODES = "codes.centres";
    private static final String QUALITY = "codes.quality";
    private static final int LEVELS = 2;

    /** Prior with some hundred labels. */
    private static final double FOR_FEW = 16;

    private final KMeans means;
    private final List<Level> levels;

    private ResidualCodes(KMeans means, List<Level> levels) {
        this.means = means;
        this.levels = levels;
    }

    static ResidualCodes of(Snapshot snapshot, KMeans means) {
        var codes = Vectors.rows(snapshot.matrix(CODES));
        var quality = Vectors.rows(snapshot.matrix(QUALITY));
        int experts = snapshot.experts().size();
        if (quality.length != LEVELS * experts || codes.length % LEVELS != 0) {
            throw new IllegalArgumentException("snapshot: " + codes.length + " codes with " + quality.length
                    + " rows of differences, expected " + LEVELS + " levels and " + LEVELS * experts + " rows");
        }
        int k = codes.length / LEVELS;
        var levels = new ArrayList<Level>();
        for (int l = 0; l < LEVELS; l++) {
            levels.add(new Level(
                    KMeans.of(List.of(codes).subList(l * k, (l + 1) * k).toArray(float[][]::new)),
                    List.of(quality).subList(l * experts, (l + 1) * experts).toArray(float[][]::new)));
        }
        return new ResidualCodes(means, levels);
    }

    /**
     * Fits level after level to what the levels before it leave.
     *
     * @param missed [n][m] grade less the mean in the question's cluster, NaN where not graded; changed in place
     * @param prior grades without a difference that count beside each code's own
     */
    static ResidualCodes fit(float[][] points, KMeans means, double[][] missed, double prior, RandomGenerator random) {
        var ways = points.clone();
        subtract(ways, means);
        var levels = new ArrayList<Level>();
        for (int l = 0; l < LEVELS; l++) {
            var codes = KMeans.fit(ways, means.centres().length, 1, random);
            var level = new Level(codes, means(codes, ways, missed, prior));
            level.leave(ways, missed);
            subtract(ways, codes);
            levels.add(level);
        }
        return new ResidualCodes(means, levels);
    }

    @Override
    public double[] more(float[] point) {
        var more = new double[levels.getFirst().quality.length];
        var way = less(point, means.centres()[means.nearest(point)]);
        for (var level : levels) {
            int code = level.codes.nearest(way);
            for (int e = 0; e < more.length; e++) {
                more[e] += level.quality[e][code];
            }
            way = less(way, level.codes.centres()[code]);
        }
        return more;
    }

    @Override
    public Map<String, Matrix> matrices() {
        var codes = new ArrayList<float[]>();
        var quality = new ArrayList<float[]>();
        for (var level : levels) {
            codes.addAll(List.of(level.codes.centres()));
            quality.addAll(List.of(level.quality));
        }
        return Map.of(
                CODES, Vectors.matrix(codes.toArray(float[][]::new), means.centres()[0].length),
                QUALITY,
                        Vectors.matrix(
                                quality.toArray(float[][]::new),
                                levels.getFirst().codes.centres().length));
    }

    @Override
    public Refinement joined(float[][] points, double[][] missed) {
        var ways = points.clone();
        subtract(ways, means);
        var joined = new ArrayList<Level>();
        for (var level : levels) {
            var fresh = new Level(level.codes, means(level.codes, ways, missed, FOR_FEW));
            fresh.leave(ways, missed);
            subtract(ways, level.codes);
            joined.add(new Level(
                    level.codes,
                    Stream.concat(Arrays.stream(level.quality), Arrays.stream(fresh.quality))
                            .toArray(float[][]::new)));
        }
        return new ResidualCodes(means, joined);
    }

    private static float[][] means(KMeans codes, float[][] ways, double[][] missed, double prior) {
        int k = codes.centres().length;
        var cells = new double[missed[0].length][k];
        var counts = new double[missed[0].length][k];
        for (int i = 0; i < ways.length; i++) {
            int code = codes.nearest(ways[i]);
            for (int e = 0; e < cells.length; e++) {
                if (!Double.isNaN(missed[i][e])) {
                    cells[e][code] += missed[i][e];
                    counts[e][code]++;
                }
            }
        }
        var means = new float[cells.length][k];
        for (int e = 0; e < cells.length; e++) {
            for (int code = 0; code < k; code++) {
                means[e][code] = (float) Shrinkage.mean(cells[e][code], counts[e][code], prior, 0);
            }
        }
        return means;
    }

    private static void subtract(float[][] ways, KMeans means) {
        for (int i = 0; i < ways.length; i++) {
            ways[i] = less(ways[i], means.centres()[means.nearest(ways[i])]);
        }
    }

    private static float[] less(float[] from, float[] what) {
        var less = new float[from.length];
        for (int t = 0; t < less.length; t++) {
            less[t] = from[t] - what[t];
        }
        return less;
    }

    /** @param quality [m][k] */
    @SuppressWarnings("ArrayRecordComponent") // a pair of results, never compared
    private record Level(KMeans codes, float[][] quality) {

        /** Takes from what is missed what the codes say. */
        void leave(float[][] ways, double[][] missed) {
            for (int i = 0; i < ways.length; i++) {
                int code = codes.nearest(ways[i]);
                for (int e = 0; e < missed[i].length; e++) {
                    missed[i][e] -= quality[e][code];
                }
            }
        }
    }
}
