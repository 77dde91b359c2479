package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.GateMemory.MEMORY;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** What one layer's gate is about to choose by, for each column of what it computes; may be changed. */
public final class GateLogits extends GateColumns {

    private long data;

    GateLogits(Columns places) {
        super(places);
    }

    /** @param logits {@code ffn_moe_logits} [experts, columns] */
    void read(int number, long logits, GateMemory memory) throws Throwable {
        if (begin(number, GateMemory.size(logits, 0), GateMemory.size(logits, 1))) {
            data = memory.readable(logits, 0);
        }
    }

    /** Adds to one token's logits. */
    public void add(int column, float[] bias) {
        if (bias.length != experts()) {
            throw new IllegalArgumentException(bias.length + " biases, expected " + experts() + ", one per expert");
        }
        long at = data + (long) column * experts() * Float.BYTES;
        for (float each : bias) {
            MEMORY.set(JAVA_FLOAT, at, MEMORY.get(JAVA_FLOAT, at) + each);
            at += Float.BYTES;
        }
    }
}
