package dev.signalbox.moe;

import dev.signalbox.experts.Call;
import dev.signalbox.moe.worker.WorkerStatus;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/**
 * What computes the replies of one loaded model. Safe for concurrent use. Every method but {@link #close}
 * and {@link #isOpen} throws {@link RejectedExecutionException} once it is closed, by its owner or by a failure of its own.
 */
interface ExpertRuntime extends AutoCloseable {

    /**
     * Waits until this can compute: no longer than moments, than the call allows, or than its caller cares. Throws
     * {@link RejectedExecutionException} that says why when it then cannot. One that is open always can, unless it computes
     * elsewhere.
     */
    default void await(Call call) {}

    /** Whether it computes, or will once what computes for it elsewhere is back; one that does not never will again. */
    default boolean isOpen() {
        return true;
    }

    /** The prompt as the model sees it. */
    int[] tokenize(Prompt prompt);

    /** How many tokens the model has, numbered from 0. */
    int vocabularySize();

    /** What became of the roster's placement, for people; empty when there is none. */
    default String placement() {
        return "";
    }

    /** The process that computes it; empty for one in this process. */
    default Optional<WorkerStatus> worker() {
        return Optional.empty();
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
