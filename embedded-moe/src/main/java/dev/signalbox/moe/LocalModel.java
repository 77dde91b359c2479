package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/** The model that a local expert asks, wherever it is now: in memory, on disk, or still on its way here. */
interface LocalModel extends AutoCloseable {

    /**
     * Holds the model in memory, having it loaded if needed. Throws {@link RejectedExecutionException} once closed.
     *
     * @param patience longest wait
     * @param cancellation ends the wait
     */
    Runtimes.Use use(Duration patience, Cancellation cancellation) throws AbsentModelException, InterruptedException;

    /** How a query is put to it; only asked of while the model is held. */
    Phrasing phrasing();

    /** Twice is once. */
    @Override
    void close();
}
