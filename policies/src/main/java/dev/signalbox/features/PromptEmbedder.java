package dev.signalbox.features;

/** Turns a text into an embedding. Deterministic; safe for concurrent use. */
public interface PromptEmbedder {

    /** Names the space: vectors of different spaces must not be compared, so snapshots remember it. */
    String space();

    /** Length of every embedding. */
    int dimension();

    Embedding embed(String text);
}
