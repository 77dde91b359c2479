package dev.signalbox.moe.llama;

/**
 * What is being read of one layer's gate, which computes a column for each token. Reused for each layer; good only until the
 * {@link GateTap} that it was given to returns.
 */
public abstract sealed class GateColumns permits GateChoice, GateLogits {

    private final Columns places;
    private int layer;
    private int columns;
    private int experts;

    GateColumns(Columns places) {
        this.places = places;
    }

    /** Whether there is anything to read of the layer. */
    final boolean begin(int number, long expertCount, long columnCount) {
        layer = number;
        experts = (int) expertCount;
        columns = (int) columnCount;
        if (columns > 0) {
            places.fit(columns);
        }
        return columns > 0;
    }

    public final int layer() {
        return layer;
    }

    /** Tokens; in the last layer only those from which something is to be drawn. */
    public final int columns() {
        return columns;
    }

    /** The place in the batch of a column's token. */
    public final int place(int column) {
        return places.place(column);
    }

    public final int experts() {
        return experts;
    }
}
