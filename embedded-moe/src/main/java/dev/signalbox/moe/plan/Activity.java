package dev.signalbox.moe.plan;

import java.util.Arrays;
import java.util.stream.DoubleStream;

/**
 * How often each expert was chosen, as telemetry counts it.
 *
 * <p>llama.cpp places the experts of one layer together (its {@code ffn_*_exps} tensors are whole), so single hot experts
 * cannot be moved: what is ordered here are layers. A layer whose experts are all in use reads more distinct weights per
 * step than one whose tokens go to the same few, which stay in the processor's caches: so the evenly used layer gains most
 * from a GPU's faster memory.
 */
public final class Activity {

    private final double[][] uses;

    private Activity(double[][] uses) {
        this.uses = uses;
    }

    /** Nothing was measured: all layers are alike. */
    public static Activity unknown() {
        return new Activity(new double[0][]);
    }

    /** @param uses [layer][expert] how often chosen, at least 0; a layer without experts or counts is empty or all zero */
    public static Activity of(double[][] uses) {
        for (int layer = 0; layer < uses.length; layer++) {
            for (double count : uses[layer]) {
                if (!(count >= 0) || count == Double.POSITIVE_INFINITY) {
                    throw new IllegalArgumentException(
                            "uses: layer " + layer + " has " + count + ", expected numbers of 0 or more");
                }
            }
        }
        return new Activity(Arrays.stream(uses).map(double[]::clone).toArray(double[][]::new));
    }

    /** Whether any expert of any layer was counted. */
    public boolean isMeasured() {
        return Arrays.stream(uses).flatMapToDouble(Arrays::stream).anyMatch(count -> count > 0);
    }

    /**
     * The share of a layer's experts, in (0, 1], that a step of {@code tokens} wakes: of experts chosen independently for
     * each token, with the measured frequencies, or evenly.
     *
     * @param experts that the layer has
     * @param used of them per token
     */
    double woken(int layer, int experts, int used, int tokens) {
        double[] counts = layer < uses.length ? uses[layer] : new double[0];
        double sum = DoubleStream.of(counts).sum();
        if (sum == 0) {
            return 1 - Math.pow(1 - (double) used / experts, tokens);
        }
        double woken = 0;
        for (double count : counts) {
            woken += 1 - Math.pow(1 - Math.min(1, used * count / sum), tokens);
        }
        return woken / experts;
    }
}
