package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.worker.WorkerStatus;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The local models of the roster, for people: which are in memory, which on disk, which on their way here. */
public final class LocalModels {

    private final LocalProvider provider;
    private final long budget;

    LocalModels(LocalProvider provider, long budget) {
        this.provider = provider;
        this.budget = budget;
    }

    /**
     * @param name its file's
     * @param state such as {@code loaded} or {@code downloading, 43%}
     * @param bytes of memory that it takes when it is loaded; 0 while that is not known
     * @param replies under way
     * @param worker that computes it, or null
     */
    public record Standing(
            String name,
            String state,
            long bytes,
            int replies,
            @Nullable Worker worker) {}

    /**
     * A worker.
     *
     * @param state starting, ready or down
     * @param pid of its process, or 0 while there is none
     * @param restarts how often it was started again
     * @param problem why it is not ready; empty when it is
     */
    public record Worker(String state, long pid, int restarts, String problem) {
        private static Worker of(WorkerStatus status) {
            return new Worker(
                    status.state().name().toLowerCase(Locale.ROOT), status.pid(), status.restarts(), status.problem());
        }
    }

    public List<Standing> standings() {
        return provider.standings().stream()
                .map(each -> new Standing(
                        each.name(),
                        each.state(),
                        each.bytes(),
                        each.replies(),
                        each.worker().map(Worker::of).orElse(null)))
                .toList();
    }

    /** Bytes that all of them together may take. */
    public long budget() {
        return budget;
    }
}
