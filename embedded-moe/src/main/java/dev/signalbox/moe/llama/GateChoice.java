package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.GateMemory.MEMORY;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

/**
 * Which experts one layer has chosen, for each column of what it computes. Reused for each layer; good only during {@link
 * GateTap#chosen}.
 */
public final class GateChoice {

    private final Columns places;
    private int layer;
    private int columns;
    private int experts;
    private int used;
    private long chosen;
    private long chosenStride;
    private long weights;
    private long probabilities;

    GateChoice(Columns places) {
        this.places = places;
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
        layer = number;
        experts = (int) GateMemory.size(gates, 1);
        used = (int) GateMemory.size(weighed, 1);
        columns = (int) GateMemory.size(weighed, 2);
        if (columns > 0) {
            places.fit(columns);
            chosenStride = GateMemory.stride(topk, 1);
            chosen = memory.readable(topk, 0);
            weights = memory.readable(weighed, 1);
            probabilities = memory.readable(gates, 2);
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
        return MEMORY.get(JAVA_FLOAT, probabilities + ((long) column * experts + expert) * Float.BYTES);
    }
}
