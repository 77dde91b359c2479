package dev.signalbox.moe;

import java.util.concurrent.RejectedExecutionException;

/**
 * What computes the replies of one loaded model. Safe for concurrent use. Every method but {@link #close} throws
 * {@link RejectedExecutionException} once it is closed.
 */
interface ExpertRuntime extends AutoCloseable {

    /** The prompt as the model sees it. */
    int[] tokenize(Prompt prompt);

    /** How many tokens the model has, numbered from 0. */
    int vocabularySize();

    /** What became of the roster's placement, for people; empty when there is none. */
    default String placement() {
        return "";
    }

    /** Throws {@link IllegalArgumentException} when llama.cpp cannot use the grammar of {@code order}. */
    void check(Generation.Order order);

    /**
     * Computes {@code generation} as soon as there is room, telling it every event.
     *
     * @return what cancels it, waiting or running, and leads to its last event at once or within one step
     */
    Runnable start(Generation generation);

    /** Ends what runs or waits, then frees what it holds. */
    @Override
    void close();
}
