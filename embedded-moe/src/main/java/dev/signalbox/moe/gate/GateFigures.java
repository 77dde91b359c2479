package dev.signalbox.moe.gate;

import java.util.List;
import java.util.Map;

/**
 * What is known of a model's gating networks.
 *
 * @param experts of each layer
 * @param promptTokens read, as far as they were observed
 * @param replyTokens written, likewise
 * @param segmentTokens in a segment, for routing best and cache best
 * @param layers those that were seen
 * @param domains by name, the empty name for what has none
 * @param languages likewise
 * @param overlaps of the committees of every two domains
 * @param drift along replies
 */
public record GateFigures(
        int experts,
        long promptTokens,
        long replyTokens,
        int segmentTokens,
        List<Layer> layers,
        Map<String, Group> domains,
        Map<String, Group> languages,
        List<Overlap> overlaps,
        List<Drift> drift) {

    public GateFigures {
        layers = List.copyOf(layers);
        domains = Map.copyOf(domains);
        languages = Map.copyOf(languages);
        overlaps = List.copyOf(overlaps);
        drift = List.copyOf(drift);
    }

    /**
     * One gating network.
     *
     * @param uses by expert: tokens for which it was chosen
     * @param mass by expert: what the gate gave it, summing to {@code tokens}
     * @param entropy the gate's own indecision per token, over that of an even gate, in [0, 1]
     * @param spread the entropy of all its mass together, over that of an even gate, in [0, 1]
     * @param tokenExplained how much of its choice the token's identity explains, in [0, 1]
     * @param local whether tokens that follow one another choose alike
     */
    public record Layer(
            int layer,
            long tokens,
            List<Long> uses,
            List<Double> mass,
            double entropy,
            double spread,
            Balance balance,
            Committee committee,
            double tokenExplained,
            Local local) {
        public Layer {
            uses = List.copyOf(uses);
            mass = List.copyOf(mass);
        }
    }

    /**
     * Local routing consistency, see {@link LocalConsistency}.
     *
     * @param segments that were whole
     * @param routingBest in [0, 1]
     * @param cacheBest by cache size, from 1 to all experts, in [0, 1]
     * @param staticCache the same were one cache kept for all segments: the most used experts, in [0, 1]
     */
    public record Local(long segments, double routingBest, List<Double> cacheBest, List<Double> staticCache) {
        public Local {
            cacheBest = List.copyOf(cacheBest);
            staticCache = List.copyOf(staticCache);
        }
    }

    /**
     * The tokens of one domain, or of one language.
     *
     * @param tokens prompts and replies
     * @param shares [layers seen][experts]: of how many of its tokens each expert was chosen, in [0, 1]
     * @param committees one per layer seen
     */
    public record Group(long tokens, List<List<Double>> shares, List<Committee> committees) {
        public Group {
            shares = List.copyOf(shares);
            committees = List.copyOf(committees);
        }
    }

    /**
     * How much the committees of two domains have in common.
     *
     * @param jaccard mean over layers, in [0, 1]
     * @param divergence of what their tokens choose, by Jensen and Shannon, mean over layers, in [0, 1]
     */
    public record Overlap(String domain, String other, double jaccard, double divergence) {}

    /**
     * A stretch of all replies.
     *
     * @param start position of its first token
     * @param choices in each layer
     * @param fromFirst how far its choices are from those of the first stretch, by Jensen and Shannon, mean over layers, in
     *     [0, 1]
     */
    public record Drift(int start, long choices, double fromFirst) {}
}
