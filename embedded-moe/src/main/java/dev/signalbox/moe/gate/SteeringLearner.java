package dev.signalbox.moe.gate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Learns how to steer texts of one kind towards the experts that serve a reference kind.
 *
 * <p>Bandarkar et al. 2025, <a href="https://arxiv.org/abs/2510.04694">arXiv:2510.04694</a>: promoting, in the middle layers,
 * the experts that a task uses often in the reference language raises its quality in others. Deviations: an expert's
 * promotion is in proportion to how much more often the reference chooses it than the target, rather than the same for
 * all above a threshold; experts that the target prefers are not held back; there may be any two kinds of text, not only
 * languages.
 */
public final class SteeringLearner {

    /** Below this a difference is left to chance. */
    private static final double LEAST_DIFFERENCE = 0.02;

    private SteeringLearner() {}

    /** Which layers are steered. */
    public enum Where {
        /** The middle half, where texts of all kinds are treated most alike; all of a model with fewer than four layers. */
        MIDDLE,
        ALL
    }

    /**
     * @param reference share of tokens for which each expert is chosen, [layers][experts] in [0, 1]
     * @param target the same of the texts that are to be steered
     * @param strength the bias of an expert that the reference always chooses and the target never does
     * @return by layer; those without a difference are left out
     */
    public static Map<Integer, Steering.Layer> learn(
            double[][] reference, double[][] target, double strength, Where where) {
        if (reference.length != target.length || reference[0].length != target[0].length) {
            throw new IllegalArgumentException(
                    "target: " + target.length + " layers of " + target[0].length + " experts, expected "
                            + reference.length + " of " + reference[0].length + " as the reference has");
        }
        var layers = new TreeMap<Integer, Steering.Layer>();
        int edge = where == Where.ALL || reference.length < 4 ? 0 : reference.length / 4;
        for (int layer = edge; layer < reference.length - edge; layer++) {
            var bias = new TreeMap<Integer, Double>();
            for (int expert = 0; expert < reference[layer].length; expert++) {
                double difference = reference[layer][expert] - target[layer][expert];
                if (difference >= LEAST_DIFFERENCE) {
                    bias.put(expert, strength * difference);
                }
            }
            if (!bias.isEmpty()) {
                layers.put(layer, new Steering.Layer(List.of(), List.of(), bias));
            }
        }
        return layers;
    }
}
