package dev.signalbox.moe;

import dev.signalbox.experts.Settings.Effort;
import org.jspecify.annotations.Nullable;

/** What a roster would say of a local expert, said in Java: what is not set is as if the roster left it out. */
public final class LocalDraft {

    private static final int SLOTS = 4;

    private final String model;
    private @Nullable Effort effort;
    private int slots = SLOTS;
    private @Nullable Integer threads;
    private @Nullable Boolean together;
    private @Nullable Integer activeExperts;
    private GateConfig gate = GateConfig.NONE;

    LocalDraft(String model) {
        this.model = model;
    }

    public LocalDraft effort(@Nullable Effort preset) {
        effort = preset;
        return this;
    }

    public LocalDraft slots(int count) {
        slots = count;
        return this;
    }

    public LocalDraft threads(@Nullable Integer count) {
        threads = count;
        return this;
    }

    public LocalDraft together(@Nullable Boolean shared) {
        together = shared;
        return this;
    }

    public LocalDraft activeExperts(@Nullable Integer count) {
        activeExperts = count;
        return this;
    }

    public LocalDraft gate(GateConfig use) {
        gate = use;
        return this;
    }

    /** Checked as a roster file's entry is. */
    public LocalProvider.Config config() {
        return new LocalProvider.Config(model, effort, slots, threads, together, activeExperts, gate);
    }
}
