package dev.signalbox.moe.gate;

import java.util.Arrays;

/**
 * Whether the choice of experts changes along a reply: uses by position, in buckets that double in length, and how far each
 * bucket is from the first.
 *
 * <pre>
 *   uses  [buckets][layers][experts]
 * </pre>
 */
final class PositionDrift {

    /** Ends of the buckets, exclusive; the last one has no end. */
    private static final int[] ENDS = {8, 16, 32, 64, 128, 256, 512, Integer.MAX_VALUE};

    private final GateShape shape;
    private final double[][][] uses;

    PositionDrift(GateShape shape) {
        this.shape = shape;
        uses = new double[ENDS.length][shape.layers()][shape.experts()];
    }

    static int buckets() {
        return ENDS.length;
    }

    /** The position where a bucket begins. */
    static int start(int bucket) {
        return bucket == 0 ? 0 : ENDS[bucket - 1];
    }

    void add(TokenRouting routing) {
        if (routing.phase() != Phase.REPLY) {
            return;
        }
        int bucket = 0;
        while (routing.position() >= ENDS[bucket]) {
            bucket++;
        }
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (int rank = 0; rank < routing.used() && routing.seen(layer); rank++) {
                uses[bucket][layer][routing.expert(layer, rank)]++;
            }
        }
    }

    /** In the first of the layers that were seen; the same in all of them. */
    long choices(int bucket) {
        for (var layer : uses[bucket]) {
            double sum = Arrays.stream(layer).sum();
            if (sum > 0) {
                return (long) sum;
            }
        }
        return 0;
    }

    /** Jensen and Shannon's divergence of a bucket from the first, in [0, 1]; 0 when one of them is empty. */
    double fromFirst(int bucket, int layer) {
        return Entropies.divergence(uses[0][layer], uses[bucket][layer]);
    }
}
