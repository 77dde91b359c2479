package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.GateMemory.MEMORY;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * What one layer's gate is about to choose by, for each column of what it computes; may be changed. Reused for each layer;
 * good only during {@link GateTap#steer}.
 */
public final class GateLogits {

    private final Columns places;
    private int layer;
    private int columns;
    private int experts;
    private long data;

    GateLogits(Columns places) {
        this.places = places;
    }

    /** @param logits {@code ffn_moe_logits} [experts, columns] */
    void read(int number, long logits, GateMemory memory) throws Throwable {
        layer = number;
        experts = (int) GateMemory.size(logits, 0);
        columns = (int) GateMemory.size(logits, 1);
        if (columns > 0) {
            places.fit(columns);
            data = memory.readable(logits, 0);
        }
    }

    public int layer() {
        return layer;
    }

    /** Tokens; in the last layer only those from which something is to be drawn. */
    public int columns() {
        return columns;
    }

    /** The place in the batch of a column's token. */
    public int place(int column) {
        return places.place(column);
    }

    public int experts() {
        return experts;
    }

    /** Adds to one token's logits. */
    public void add(int column, float[] bias) {
        if (bias.length != experts) {
            throw new IllegalArgumentException(bias.length + " biases, expected " + experts + ", one per expert");
        }
        long at = data + (long) column * experts * Float.BYTES;
        for (float each : bias) {
            MEMORY.set(JAVA_FLOAT, at, MEMORY.get(JAVA_FLOAT, at) + each);
            at += Float.BYTES;
        }
    }
}
