package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;

/** The state of one conversation: its key-value cache and logits. Used by one thread at a time, not always the same. */
public final class LlamaContext implements AutoCloseable {

    /** Tokens decoded in one native call: the finest grain at which a prompt can be cancelled. */
    private static final int LARGEST_BATCH = 256;

    /**
     * Held while more than one token is decoded, by anyone in this process. Build b4916 multiplies batches (llamafile's
     * kernels, two columns or more) by chunks that it counts in a C++ static, so two contexts that do so at once skip
     * parts of each other's products and go on with garbage. Single tokens take another path. The static is one per
     * process even if the library is loaded from two files, hence the lock is static too.
     */
    private static final ReentrantLock BATCHES = new ReentrantLock(true);

    private final LlamaLibrary library;
    private final MemorySegment context;
    private final Arena arena = Arena.ofShared();
    private final int batchTokens;
    private final MemorySegment batch = arena.allocate(Layouts.BATCH);
    private final MemorySegment tokens;

    private LlamaContext(LlamaLibrary library, MemorySegment context, int batchTokens) {
        this.library = library;
        this.context = context;
        this.batchTokens = batchTokens;
        tokens = arena.allocate(JAVA_INT, batchTokens);
        batch.set(ADDRESS, Layouts.BATCH.byteOffset(MemoryLayout.PathElement.groupElement("token")), tokens);
    }

    static LlamaContext open(LlamaLibrary library, MemorySegment model, int size, int threads) {
        int batchTokens = Math.min(size, LARGEST_BATCH);
        try (var arena = Arena.ofConfined()) {
            var params = library.contextDefaults(arena);
            var layout = Layouts.CONTEXT_PARAMS;
            Layouts.setInt(params, layout, "n_ctx", size);
            Layouts.setInt(params, layout, "n_batch", batchTokens);
            Layouts.setInt(params, layout, "n_ubatch", batchTokens);
            Layouts.setInt(params, layout, "n_threads", threads);
            Layouts.setInt(params, layout, "n_threads_batch", threads);
            Layouts.setBoolean(params, layout, "no_perf", true);
            var pointer = (MemorySegment) library.contexts().open.invokeExact(model, params);
            Symbols.required(
                    pointer,
                    "llama.cpp cannot open a context of " + size + " tokens"
                            + library.log().why());
            return new LlamaContext(library, pointer, batchTokens);
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** How many tokens {@link #decode} takes at once. */
    public int batchTokens() {
        return batchTokens;
    }

    /** Forgets the conversation. */
    public void forget() {
        try {
            library.contexts().forget.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Reads {@code some[from, to)} after what was read before; afterwards the next token can be drawn. */
    public void decode(int[] some, int from, int to) {
        MemorySegment.copy(some, from, tokens, JAVA_INT, 0, to - from);
        Layouts.setInt(batch, Layouts.BATCH, "n_tokens", to - from);
        int status = to - from == 1 ? decode() : decodeAlone();
        if (status != 0) {
            throw new LlamaException("llama.cpp: decoding " + (to - from) + " tokens ended with status " + status
                    + library.log().why());
        }
    }

    private int decodeAlone() {
        BATCHES.lock();
        try {
            return decode();
        } finally {
            BATCHES.unlock();
        }
    }

    private int decode() {
        try {
            return (int) library.contexts().decode.invokeExact(context, batch);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Draws the next token. */
    public int draw(LlamaSampler sampler) {
        try {
            return (int) library.contexts().sample.invokeExact(sampler.pointer(), context, -1);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** How tokens are to be drawn from this context. */
    public LlamaSampler sampler(Sampling sampling) {
        return LlamaSampler.open(library.contexts(), sampling);
    }

    @Override
    public void close() {
        try {
            library.contexts().free.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        arena.close();
    }
}
