package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.GateMemory.MEMORY;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/** Which experts one layer has chosen, for each column of what it computes. */
public final class GateChoice extends GateColumns {

    private int used;
    private long chosen;
    private long chosenStride;
    private long weights;
    private long probabilities;

    GateChoice(Columns places) {
        super(places);
    }

    /**
     * @param weighed {@code ffn_moe_weights} [1, used, columns], the rows that {@code topk} [used, columns] chose out of
     *     the probabilities [1, experts, columns]
     */
    void read(int number, long weighed, GateMemory memory) throws Throwable {
        long gates = GateMemory.source(weighed, 0);
        long topk = GateMemory.source(weighed, 1);
        if (gates == 0 || topk == 0) {
            throw new LlamaException(
                    "layer " + number + ": its gate is computed in a way that this build is not known for");
        }
        used = (int) GateMemory.size(weighed, 1);
        if (begin(number, GateMemory.size(gates, 1), GateMemory.size(weighed, 2))) {
            chosenStride = GateMemory.stride(topk, 1);
            chosen = memory.readable(topk, 0);
            weights = memory.readable(weighed, 1);
            probabilities = memory.readable(gates, 2);
        }
    }

    /** How many experts each token has. */
    public int used() {
        return used;
    }

    /** @param rank from 0, the likeliest first */
    public int expert(int column, int rank) {
        return GateMemory.intAt(chosen + column * chosenStride + (long) rank * Integer.BYTES);
    }

    /** What the gate gives that expert, before any norm over the chosen. */
    public float weight(int column, int rank) {
        return MEMORY.get(JAVA_FLOAT, weights + ((long) column * used + rank) * Float.BYTES);
    }

    /** What the gate gives any expert. */
    public float probability(int column, int expert) {
        return MEMORY.get(JAVA_FLOAT, probabilities + ((long) column * experts() + expert) * Float.BYTES);
    }
}
