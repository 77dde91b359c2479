package dev.signalbox.moe.plan;

import static java.util.Objects.requireNonNull;

import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.LlamaContext;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a loaded model holds beside its weights.
 *
 * @param contexts all that can be open at once
 * @param cache how each keeps keys and values
 * @param copied tokens of the longest conversation that is taken from one context to another, through main memory; 0 for
 *     none
 */
public record Demand(List<LlamaContext.Size> contexts, KvCache cache, int copied) {

    public Demand {
        contexts = List.copyOf(contexts);
        requireNonNull(cache);
    }

    /** Of contexts that have nothing to do with one another. */
    public Demand(List<LlamaContext.Size> contexts, KvCache cache) {
        this(contexts, cache, 0);
    }

    /** Replies that each have a context of their own, prompt and all. */
    public static Demand apart(int context, int slots, int batch, KvCache cache) {
        var each = new LlamaContext.Size(context, 1, Math.min(context, batch), 1);
        return new Demand(Stream.generate(() -> each).limit(slots).toList(), cache);
    }

    /** Replies that share one context, beside another in which prompts are read. */
    public static Demand together(int context, int slots, int batch, KvCache cache) {
        var reader = new LlamaContext.Size(context, 1, Math.min(context, batch), 1);
        var writer = new LlamaContext.Size(Math.multiplyExact(context, slots), slots, slots, 1);
        return new Demand(List.of(reader, writer), cache, context);
    }

    /** Most tokens that meet the weights in one call. */
    int largestBatch() {
        return contexts.stream().mapToInt(LlamaContext.Size::batch).max().orElse(1);
    }
}
