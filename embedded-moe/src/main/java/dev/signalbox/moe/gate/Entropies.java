package dev.signalbox.moe.gate;

import java.util.Arrays;

/** Entropies and divergences of counted distributions, in nats. */
final class Entropies {

    private Entropies() {}

    /** Of weights that need not sum to 1; 0 when all are 0. */
    static double of(double[] weights) {
        double total = Arrays.stream(weights).sum();
        double sum = 0;
        for (double weight : weights) {
            sum += weight > 0 ? weight * Math.log(weight) : 0;
        }
        return total > 0 ? Math.max(0, Math.log(total) - sum / total) : 0;
    }

    /**
     * Of what counts are a sample of: a sample looks more orderly than its source by about (bins - 1) / 2n.
     *
     * <p>Miller 1955, "Note on the bias of information estimates"; bins with no count are not counted.
     */
    static double corrected(double[] counts) {
        double total = Arrays.stream(counts).sum();
        long bins = Arrays.stream(counts).filter(count -> count > 0).count();
        return total > 0 ? of(counts) + (bins - 1) / (2 * total) : 0;
    }

    /** Of a choice between two; {@code hits} of {@code total}, corrected as {@link #corrected}. */
    static double binary(double hits, double total) {
        return total > 0 ? corrected(new double[] {hits, total - hits}) : 0;
    }

    /**
     * Jensen and Shannon's divergence of two samples, each weighing half, over ln 2, so in [0, 1]; corrected as {@link
     * #corrected}, and 0 when a sample is empty.
     */
    static double divergence(double[] one, double[] other) {
        double ones = Arrays.stream(one).sum();
        double others = Arrays.stream(other).sum();
        if (ones == 0 || others == 0) {
            return 0;
        }
        var mixture = new double[one.length];
        long bins = 0;
        for (int i = 0; i < one.length; i++) {
            mixture[i] = one[i] / ones + other[i] / others;
            bins += mixture[i] > 0 ? 1 : 0;
        }
        double whole = of(mixture) + (bins - 1) / 4.0 * (1 / ones + 1 / others) / 2;
        double nats = whole - (corrected(one) + corrected(other)) / 2;
        return Math.clamp(nats / Math.log(2), 0, 1);
    }
}
