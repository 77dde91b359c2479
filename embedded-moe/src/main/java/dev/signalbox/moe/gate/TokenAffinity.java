package dev.signalbox.moe.gate;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * How much of the choice of experts the token's identity alone explains; the rest is its context. For each expert, the
 * mutual information of "it is chosen" and the token, over the entropy of "it is chosen": 1 when every token always has the
 * same experts, 0 when the choice has nothing to do with the token. A layer's share weighs its experts by that entropy.
 *
 * <p>Entropies of samples are corrected (Miller 1955). Only {@value #MOST_TOKENS} different tokens are counted: those whose
 * hashes are least, so a fair sample of all that came (Bar-Yossef et al. 2002, "Counting distinct elements in a data
 * stream"); one that gives way never comes back, so the counts of those that are left are whole. Tokens seen once say
 * nothing about their own variety and are left out.
 *
 * <pre>
 *   counts  [layers][experts]  of one token: how often each expert was chosen for it
 *   seen    [layers]           of one token: how often it came
 * </pre>
 */
final class TokenAffinity {

    static final int MOST_TOKENS = 1024;

    private final GateShape shape;
    private final Map<Integer, Counts> tokens = new HashMap<>();
    private final PriorityQueue<Counts> largestHashFirst =
            new PriorityQueue<>((one, other) -> Integer.compareUnsigned(other.hash, one.hash));

    TokenAffinity(GateShape shape) {
        this.shape = shape;
    }

    private static final class Counts {
        private final int token;
        private final int hash;
        private final int[] chosen;
        private final int[] seen;

        Counts(int token, int hash, GateShape shape) {
            this.token = token;
            this.hash = hash;
            chosen = new int[shape.layers() * shape.experts()];
            seen = new int[shape.layers()];
        }
    }

    void add(TokenRouting routing) {
        if (routing.token() == TokenRouting.UNTOLD) {
            return;
        }
        var counts = tokens.get(routing.token());
        if (counts == null && (counts = admit(routing.token())) == null) {
            return;
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            if (!routing.seen(layer)) {
                continue;
            }
            counts.seen[layer]++;
            for (int rank = 0; rank < routing.used(); rank++) {
                counts.chosen[layer * shape.experts() + routing.expert(layer, rank)]++;
            }
        }
    }

    private @Nullable Counts admit(int token) {
        int hash = hash(token);
        if (tokens.size() == MOST_TOKENS) {
            var largest = largestHashFirst.element();
            if (Integer.compareUnsigned(hash, largest.hash) >= 0) {
                return null;
            }
            largestHashFirst.remove();
            tokens.remove(largest.token);
        }
        var counts = new Counts(token, hash, shape);
        tokens.put(token, counts);
        largestHashFirst.add(counts);
        return counts;
    }

    /** MurmurHash3's finaliser: a permutation of all numbers. */
    private static int hash(int token) {
        int h = token ^ (token >>> 16);
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    int tokens() {
        return tokens.size();
    }

    /** What is counted of one layer, as of now. */
    Layer layer(int layer) {
        var twice = tokens.values().stream()
                .filter(counts -> counts.seen[layer] > 1)
                .toList();
        var copy = new Layer(new int[twice.size()], new int[twice.size()][], shape.experts());
        for (int i = 0; i < twice.size(); i++) {
            var counts = twice.get(i);
            copy.seen[i] = counts.seen[layer];
            copy.chosen[i] = Arrays.copyOfRange(counts.chosen, layer * shape.experts(), (layer + 1) * shape.experts());
        }
        return copy;
    }

    /** One layer's counts of the tokens that came more than once. */
    static final class Layer {

        private final int[] seen;
        private final int[][] chosen;
        private final int experts;

        private Layer(int[] seen, int[][] chosen, int experts) {
            this.seen = seen;
            this.chosen = chosen;
            this.experts = experts;
        }

        /** In [0, 1]; 0 when no token was seen twice or no choice varies. */
        double explained() {
            double information = 0;
            double entropy = 0;
            double total = Arrays.stream(seen).sum();
            for (int expert = 0; expert < experts; expert++) {
                double hits = 0;
                double given = 0;
                for (int i = 0; i < seen.length; i++) {
                    hits += chosen[i][expert];
                    given += seen[i] * Math.min(Math.log(2), Entropies.binary(chosen[i][expert], seen[i]));
                }
                double own = Entropies.binary(hits, total);
                entropy += own;
                information += total == 0 ? 0 : own - given / total;
            }
            return entropy == 0 ? 0 : Math.clamp(information / entropy, 0, 1);
        }
    }
}
