package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * Whether tokens that follow one another choose the same experts, which says whether a model suits offloading.
 *
 * <p>Liang et al. 2025, <a href="https://arxiv.org/abs/2505.16056v1">arXiv:2505.16056v1</a>. In each segment of {@value
 * Segments#LENGTH} tokens an expert is chosen c times. <em>Segment routing best performance</em>: were the experts with c
 * at least t fixed for the whole segment, how well would they match the real choices, as F1; the best over t.
 * <em>Segment cache best hit rate</em>: the share of choices that the best r experts of each segment cover. Deviation:
 * segments do not overlap and do not reach from a prompt into its reply; what is left at an end is not counted.
 *
 * <pre>
 *   histogram  [layers][0 .. LENGTH]  pairs of segment and expert, by c
 *   covered    [layers][experts]      choices of the r-th most used expert of its segment, summed over segments
 * </pre>
 */
final class LocalConsistency {

    private final GateShape shape;
    private final long[][] histogram;
    private final long[][] covered;
    private final long[] segments;
    private final int[] scratch;

    LocalConsistency(GateShape shape) {
        this.shape = shape;
        histogram = new long[shape.layers()][Segments.LENGTH + 1];
        covered = new long[shape.layers()][shape.experts()];
        segments = new long[shape.layers()];
        scratch = new int[shape.experts()];
    }

    void add(Segments underWay, TokenRouting routing) {
        underWay.enter(routing.phase());
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (!routing.seen(layer)) {
                continue;
            }
            for (int rank = 0; rank < routing.used(); rank++) {
                underWay.add(layer, routing.expert(layer, rank));
            }
            if (underWay.step(layer)) {
                underWay.take(layer, scratch);
                addWhole(layer);
            }
        }
    }

    private void addWhole(int layer) {
        segments[layer]++;
        Arrays.sort(scratch);
        for (int r = 0; r < scratch.length; r++) {
            int count = scratch[scratch.length - 1 - r];
            histogram[layer][count]++;
            covered[layer][r] += count;
        }
    }

    long segments(int layer) {
        return segments[layer];
    }

    /** In [0, 1]; 0 when no segment was whole. */
    double routingBest(int layer) {
        long choices = Arrays.stream(covered[layer]).sum();
        long matches = 0;
        long pairs = 0;
        double best = 0;
        for (int count = Segments.LENGTH; count >= 1; count--) {
            matches += count * histogram[layer][count];
            pairs += histogram[layer][count];
            double either = (double) pairs * Segments.LENGTH + choices;
            best = Math.max(best, either == 0 ? 0 : 2 * matches / either);
        }
        return best;
    }

    /** By cache size from 1 to all experts, in [0, 1]; zeros when no segment was whole. @return [experts] */
    double[] cacheBest(int layer) {
        double choices = Arrays.stream(covered[layer]).sum();
        var rates = new double[shape.experts()];
        double hits = 0;
        for (int r = 0; r < rates.length; r++) {
            hits += covered[layer][r];
            rates[r] = choices == 0 ? 0 : hits / choices;
        }
        return rates;
    }
}
