package dev.signalbox.moe.llama;

/** Which token of a batch stands in which column of a tensor: all of them, or only those with an output. */
final class Columns {

    private int[] outputs = new int[64];
    private int tokens;
    private int outputCount;
    private boolean all;

    void begin(LlamaBatch batch) {
        tokens = batch.size();
        if (outputs.length < tokens) {
            outputs = new int[tokens];
        }
        outputCount = 0;
        for (int place = 0; place < tokens; place++) {
            if (batch.output(place)) {
                outputs[outputCount++] = place;
            }
        }
    }

    void fit(int columns) {
        all = columns == tokens;
        if (!all && columns != outputCount) {
            throw new LlamaException("a layer computes " + columns + " of " + tokens + " tokens, expected all or the "
                    + outputCount + " with an output");
        }
    }

    int place(int column) {
        return all ? column : outputs[column];
    }
}
