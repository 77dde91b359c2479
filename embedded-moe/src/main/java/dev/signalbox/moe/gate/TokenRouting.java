package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * The experts that all layers chose for one token. Filled anew for each token, so that nothing is allocated.
 *
 * <pre>
 *   experts  [layers][used]  in [0, experts); of a layer that was not seen, none
 *   weights  [layers][used]  what the gate gives them, in [0, 1], summing to 1 in a layer
 *   entropy  [layers]        of the gate's whole distribution, in nats
 * </pre>
 */
public final class TokenRouting {

    /** In place of a token whose identity is not told. */
    public static final int UNTOLD = -1;

    private final int[] experts;
    private final float[] weights;
    private final float[] entropy;
    private final boolean[] seen;
    private final int layers;
    private final int used;
    private int token = UNTOLD;
    private int position;
    private Phase phase = Phase.PROMPT;

    public TokenRouting(int layers, int used) {
        this.layers = layers;
        this.used = used;
        experts = new int[layers * used];
        weights = new float[layers * used];
        entropy = new float[layers];
        seen = new boolean[layers];
    }

    /**
     * Begins the next token; no layer is seen yet.
     *
     * @param id or {@link #UNTOLD}
     * @param at where it stands in its phase, from 0
     */
    public TokenRouting begin(int id, Phase of, int at) {
        token = id;
        phase = of;
        position = at;
        Arrays.fill(seen, false);
        return this;
    }

    public void choose(int layer, int rank, int expert, float weight) {
        experts[layer * used + rank] = expert;
        weights[layer * used + rank] = weight;
    }

    /** All ranks of {@code layer} are chosen; makes its weights sum to 1. */
    public void settle(int layer, float nats) {
        float sum = 0;
        for (int rank = 0; rank < used; rank++) {
            sum += weights[layer * used + rank];
        }
        for (int rank = 0; rank < used; rank++) {
            weights[layer * used + rank] = sum > 0 ? weights[layer * used + rank] / sum : 1f / used;
        }
        settled(layer, nats);
    }

    /** All ranks of {@code layer} are chosen, with weights that were made to sum to 1 before. */
    void settled(int layer, float nats) {
        entropy[layer] = nats;
        seen[layer] = true;
    }

    public int token() {
        return token;
    }

    public Phase phase() {
        return phase;
    }

    public int position() {
        return position;
    }

    public int layers() {
        return layers;
    }

    public int used() {
        return used;
    }

    /** The last layer computes only the tokens after which something is drawn. */
    public boolean seen(int layer) {
        return seen[layer];
    }

    public int expert(int layer, int rank) {
        return experts[layer * used + rank];
    }

    public float weight(int layer, int rank) {
        return weights[layer * used + rank];
    }

    public float entropy(int layer) {
        return entropy[layer];
    }
}
