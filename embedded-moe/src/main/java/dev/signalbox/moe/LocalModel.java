package dev.signalbox.moe;

import dev.signalbox.experts.Cancellation;
import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.gate.Steering;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The model that a local expert asks, wherever it is now: in memory, on disk, or still on its way here. */
interface LocalModel extends AutoCloseable {

    /**
     * Holds the model in memory, having it loaded if needed. Throws {@link RejectedExecutionException} once closed.
     *
     * @param patience longest wait
     * @param cancellation ends the wait
     * @param effort that is wanted of it, or null for the usual one
     */
    Runtimes.Use use(Duration patience, Cancellation cancellation, @Nullable Effort effort)
            throws AbsentModelException, InterruptedException;

    /** How a query is put to it; only asked of while the model is held. */
    Phrasing phrasing();

    /** What may be done to its choice of experts, by name; only asked of while the model is held. */
    Map<String, Steering> steerings();

    /** Twice is once. */
    @Override
    void close();
}
