package dev.signalbox.moe.llama;

import java.lang.foreign.MemorySegment;

/**
 * A LoRA adapter of one model, loaded; its contexts share it. No context may use it while it is closed, nor may its model
 * be closed before. Equal only to itself: what was read under it is not what another loading of its file would read.
 */
public final class LlamaAdapter implements AutoCloseable {

    private final LlamaLibrary library;
    private final MemorySegment adapter;

    LlamaAdapter(LlamaLibrary library, MemorySegment adapter) {
        this.library = library;
        this.adapter = adapter;
    }

    /**
     * An adapter as a context uses it.
     *
     * @param scale by which its share is multiplied, not 0
     */
    public record Scaled(LlamaAdapter adapter, float scale) {}

    MemorySegment pointer() {
        return adapter;
    }

    @Override
    public void close() {
        try {
            library.adapters().free(adapter);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }
}
