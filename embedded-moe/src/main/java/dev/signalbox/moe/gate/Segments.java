package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * The segment of a text that is under way in each layer: how often each expert was chosen in it.
 *
 * <pre>
 *   counts  [layers][experts]  in [0, {@value #LENGTH}]
 *   tokens  [layers]           in [0, {@value #LENGTH})
 * </pre>
 */
final class Segments {

    /** Tokens in a segment. */
    static final int LENGTH = 16;

    private final int experts;
    private final byte[] counts;
    private final int[] tokens;
    private Phase phase = Phase.PROMPT;

    Segments(GateShape shape) {
        experts = shape.experts();
        counts = new byte[shape.layers() * experts];
        tokens = new int[shape.layers()];
    }

    /** A segment does not reach from a prompt into its reply. */
    void enter(Phase next) {
        if (phase != next) {
            phase = next;
            Arrays.fill(counts, (byte) 0);
            Arrays.fill(tokens, 0);
        }
    }

    void add(int layer, int expert) {
        counts[layer * experts + expert]++;
    }

    /** One token more; true when the segment is whole. */
    boolean step(int layer) {
        return ++tokens[layer] == LENGTH;
    }

    /** Takes a whole segment's counts and begins the next. */
    void take(int layer, int[] into) {
        for (int expert = 0; expert < experts; expert++) {
            into[expert] = counts[layer * experts + expert];
        }
        Arrays.fill(counts, layer * experts, (layer + 1) * experts, (byte) 0);
        tokens[layer] = 0;
    }
}
