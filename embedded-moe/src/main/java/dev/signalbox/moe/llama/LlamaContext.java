package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The state of some conversations: their key-value cache and logits. Used by one thread at a time, not always the same. */
public final class LlamaContext implements AutoCloseable {

    /** What {@code llama_decode} returns, among other failures, when no run of free cells is long enough. */
    private static final Set<Integer> NO_ROOM = Set.of(1, -3);

    /** Cells that the library moves at once, with any model of up to 160 layers: it builds one graph of 65536 nodes. */
    private static final int FEWEST_MOVES = 64;

    /** One vector per token: the means that this build computes itself end the process with some models. */
    private static final int NO_POOLING = 0;

    /**
     * Held while more than one token is decoded, by anyone in this process. Builds before b5684 multiply batches (llamafile's
     * kernels, two columns or more) by chunks that they count in a C++ static, so two contexts that do so at once skip
     * parts of each other's products and go on with garbage. Single tokens take another path. The static is one per
     * process even if the library is loaded from two files, hence the lock is static too.
     */
    private static final ReentrantLock BATCHES = new ReentrantLock(true);

    private final LlamaLibrary library;
    private final MemorySegment context;
    private final int vocabulary;
    /** After so many rounds of moving cells those in use stand together. */
    private final int passes;

    private final @Nullable GateProbe probe;
    private List<LlamaAdapter.Scaled> adapters = List.of();
    private boolean closed;

    private int threads;

    private LlamaContext(LlamaModel model, MemorySegment context, int tokens, @Nullable GateProbe probe) {
        library = model.library();
        this.context = context;
        vocabulary = model.vocabularySize();
        passes = library.contexts().defragments ? 1 + tokens / FEWEST_MOVES : 0;
        this.probe = probe;
    }

    /** From the next call on so many threads share its arithmetic. */
    public void setThreads(int count) {
        if (count == threads) {
            return;
        }
        threads = count;
        try {
            library.contexts().setThreads.invokeExact(context, count, count);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /**
     * How much room, and who computes.
     *
     * @param tokens of all conversations together
     * @param sequences conversations at once
     * @param batch most tokens in one native call
     * @param threads that share the arithmetic of one call
     */
    public record Size(int tokens, int sequences, int batch, int threads) {}

    /** What comes out of a token. */
    public enum Output {
        /** How likely each token is to follow. */
        LOGITS,
        /** The vector that the model makes of it, after the last norm. */
        EMBEDDINGS
    }

    static LlamaContext open(LlamaModel model, Size size, Output output, @Nullable GateProbe probe) {
        var library = model.library();
        try (var arena = Arena.ofConfined()) {
            var params = library.contextDefaults(arena);
            var layout = library.abi().context();
            setSize(params, layout, size);
            setCache(params, layout, model.cache());
            Layouts.setBoolean(params, layout, "no_perf", true);
            if (output == Output.EMBEDDINGS) {
                Layouts.setInt(params, layout, "pooling_type", NO_POOLING);
                Layouts.setBoolean(params, layout, "embeddings", true);
            }
            if (probe != null) {
                Layouts.setAddress(params, layout, "cb_eval", probe.callback());
            }
            var pointer = (MemorySegment) library.contexts().open.invokeExact(model.pointer(), params);
            if (probe != null && pointer.equals(MemorySegment.NULL)) {
                probe.close();
            }
            Symbols.required(
                    pointer,
                    "llama.cpp cannot open a context of " + size.tokens() + " tokens"
                            + library.log().why());
            return new LlamaContext(model, pointer, size.tokens(), probe);
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    private static void setSize(MemorySegment params, StructLayout layout, Size size) {
        Layouts.setInt(params, layout, "n_ctx", size.tokens());
        Layouts.setInt(params, layout, "n_batch", size.batch());
        Layouts.setInt(params, layout, "n_ubatch", size.batch());
        Layouts.setInt(params, layout, "n_seq_max", size.sequences());
        Layouts.setInt(params, layout, "n_threads", size.threads());
        Layouts.setInt(params, layout, "n_threads_batch", size.threads());
    }

    /** All conversations share the cells, as they always do in older builds. */
    private static void setCache(MemorySegment params, StructLayout layout, KvCache cache) {
        Layouts.setInt(params, layout, "type_k", cache.type().code());
        Layouts.setInt(params, layout, "type_v", cache.type().code());
        var flash = cache.flash();
        if (flash != null && Layouts.has(layout, "flash_attn_type")) {
            Layouts.setInt(params, layout, "flash_attn_type", flash ? 1 : 0);
        } else if (flash != null) {
            Layouts.setBoolean(params, layout, "flash_attn", flash);
        }
        if (Layouts.has(layout, "kv_unified")) {
            Layouts.setBoolean(params, layout, "kv_unified", true);
        }
    }

    /** Forgets what {@code sequence} holds. */
    public void forget(int sequence) {
        if (!truncate(sequence, 0)) {
            throw new LlamaException("llama.cpp: cannot forget a conversation with this model");
        }
    }

    /**
     * Forgets what {@code sequence} holds from position {@code length} on.
     *
     * @return false when it still holds all of it: models that keep a state in place of keys and values, in some layers or
     *     in all, forget the whole or nothing
     */
    public boolean truncate(int sequence, int length) {
        try {
            return (boolean) library.contexts().truncate.invokeExact(context, sequence, length, -1);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** What is decoded from now on is decoded under these adapters and no others. */
    public void use(List<LlamaAdapter.Scaled> wanted) {
        if (wanted.equals(adapters)) {
            return;
        }
        try {
            library.adapters().set(context, wanted);
            adapters = List.copyOf(wanted);
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Reads what stands in {@code batch}; afterwards the tokens that follow its outputs can be drawn. */
    public void decode(LlamaBatch batch) {
        if (probe != null) {
            probe.begin(batch);
        }
        decodeAndRetry(batch);
        if (probe != null) {
            probe.end();
        }
    }

    private void decodeAndRetry(LlamaBatch batch) {
        int status = decodeOnce(batch);
        if (NO_ROOM.contains(status)) {
            defragment();
            status = decodeOnce(batch);
        }
        if (status != 0) {
            throw new LlamaException("llama.cpp: decoding " + batch.size() + " tokens ended with status " + status
                    + library.log().why());
        }
    }

    private int decodeOnce(LlamaBatch batch) {
        boolean alone = batch.size() > 1 && library.abi().sharesCounter();
        if (alone) {
            BATCHES.lock();
        }
        try {
            return (int) library.contexts().decode.invokeExact(context, batch.struct());
        } catch (Throwable e) {
            throw Symbols.broken(e);
        } finally {
            if (alone) {
                BATCHES.unlock();
            }
        }
    }

    /** Moves the cells in use together, after a lack of room, which is no error any more. */
    private void defragment() {
        library.log().forget();
        try {
            library.contexts().defragment.invokeExact(context);
            library.contexts().update.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /**
     * Copies conversation 0, bit for bit, to another context of the same model. Many builds want a run of free cells for
     * it: where conversations grew side by side and one left, it takes many rounds of moving cells to make one. When there
     * is no room the other conversations stay as they are, and {@link LlamaException} says so.
     *
     * @param sequence what it becomes there, in place of what that was
     */
    public void copyTo(LlamaContext other, int sequence) {
        var calls = library.contexts();
        try (var arena = Arena.ofConfined()) {
            long size = (long) calls.stateSize.invokeExact(context, 0);
            var state = arena.allocate(size);
            long written = (long) calls.stateGet.invokeExact(context, state, size, 0);
            for (int pass = 0; !other.receive(state, written, sequence); pass++) {
                if (pass == other.passes) {
                    throw new LlamaException("llama.cpp: no room for a conversation of " + written + " bytes"
                            + library.log().why());
                }
                other.defragment();
            }
        } catch (LlamaException e) {
            throw e;
        } catch (OutOfMemoryError e) {
            throw new LlamaException("no memory to copy a conversation: " + e.getMessage(), e);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    private boolean receive(MemorySegment state, long size, int sequence) throws Throwable {
        return (long) library.contexts().stateSet.invokeExact(context, state, size, sequence) != 0;
    }

    /** Draws the token that follows the one at {@code place} of the batch decoded last. */
    public int draw(LlamaSampler sampler, int place) {
        return sampler.draw(context, place);
    }

    /**
     * How likely the model finds {@code token} after the one at {@code place} of the batch decoded last, and the likeliest
     * {@code count} there.
     */
    @SuppressWarnings("restricted") // the length is the vocabulary's
    public List<Likelihood> likelihoods(int place, int token, int count) {
        try {
            var logits = (MemorySegment) library.samplers().logits.invokeExact(context, place);
            return Likelihood.of(logits.reinterpret((long) vocabulary * Float.BYTES), vocabulary, token, count);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Whether the logit of {@code token} after the one at {@code place} of the batch decoded last is a number. */
    @SuppressWarnings("restricted") // the length is the vocabulary's
    public boolean isNumber(int place, int token) {
        try {
            var logits = (MemorySegment) library.samplers().logits.invokeExact(context, place);
            return Float.isFinite(
                    logits.reinterpret((long) vocabulary * Float.BYTES).getAtIndex(JAVA_FLOAT, token));
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Adds to {@code sum} the vector of the token at {@code place} of the batch decoded last. */
    @SuppressWarnings("restricted") // the length is the caller's, who has it from the model
    public void addEmbedding(int place, double[] sum) {
        try {
            var vector = (MemorySegment) library.contexts().embedding.invokeExact(context, place);
            var floats = Symbols.required(vector, "llama.cpp gives no embedding with this model")
                    .reinterpret((long) sum.length * Float.BYTES);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += floats.getAtIndex(JAVA_FLOAT, i);
            }
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Twice is once. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            library.contexts().free.invokeExact(context);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        if (probe != null) {
            probe.close();
        }
    }
}
