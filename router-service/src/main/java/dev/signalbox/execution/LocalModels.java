package dev.signalbox.execution;

import dev.signalbox.moe.LocalProvider;
import java.util.List;

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
     */
    public record Standing(String name, String state, long bytes, int replies) {}

    public List<Standing> standings() {
        return provider.standings().stream()
                .map(each -> new Standing(each.name(), each.state(), each.bytes(), each.replies()))
                .toList();
    }

    /** Bytes that all of them together may take. */
    public long budget() {
        return budget;
    }
}
