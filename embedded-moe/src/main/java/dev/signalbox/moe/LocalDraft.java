package dev.signalbox.moe;

import dev.signalbox.experts.Settings.Effort;
import dev.signalbox.moe.fetch.ModelUrl;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a roster would say of a local expert, said in Java: what is not set is as if the roster left it out. */
public final class LocalDraft {

    private static final int SLOTS = 4;

    private final @Nullable String model;
    private final @Nullable ModelUrl url;
    private @Nullable Effort effort;
    private int slots = SLOTS;
    private @Nullable Integer threads;
    private @Nullable Boolean together;
    private @Nullable Integer activeExperts;
    private @Nullable Placement placement;

    private LocalProvider.@Nullable Load load;
    private @Nullable String template;
    private final List<AdapterConfig> adapters = new ArrayList<>();

    LocalDraft(@Nullable String model, @Nullable ModelUrl url) {
        this.model = model;
        this.url = url;
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

    public LocalDraft load(LocalProvider.Load when) {
        load = when;
        return this;
    }

    public LocalDraft placement(@Nullable Placement where) {
        placement = where;
        return this;
    }

    public LocalDraft template(@Nullable String name) {
        template = name;
        return this;
    }

    /** One more. */
    public LocalDraft adapter(String file, double scale) {
        adapters.add(new AdapterConfig(file, scale));
        return this;
    }

    /** Checked as a roster file's entry is. */
    public LocalProvider.Config config() {
        return new LocalProvider.Config(
                model,
                null,
                url == null ? null : url.url().toString(),
                url == null ? null : url.sha256(),
                effort,
                slots,
                threads,
                together,
                activeExperts,
                load,
                template,
                placement,
                adapters);
    }
}
