package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.GateMemory.MEMORY;
import static dev.signalbox.moe.llama.GateMemory.NAME;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.signalbox.moe.llama.GateTap.Wish;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The evaluation callback of one context: finds the gating networks among the nodes of its graph and shows them to a tap.
 * Native code asks of every node whether it is wanted, and computes up to each that is; so one node per layer is wanted to
 * watch, one more to steer. Asking makes no garbage: a tensor is an address, its name two words.
 */
final class GateProbe implements AutoCloseable {

    /** What a tensor is called in a graph, in the machine's byte order; a layer's number follows. */
    private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;

    private static final long PREFIX = word("ffn_moe_");
    private static final long WEIGHTS = word("weights-");
    private static final long LOGITS = word("logits-\0");
    private static final long SEVEN_BYTES =
            ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0x00ff_ffff_ffff_ffffL : 0xffff_ffff_ffff_ff00L;
    private static final int WEIGHTS_NUMBER = 16;
    private static final int LOGITS_NUMBER = 15;
    private static final int NONE = -1;

    private final GateTap tap;
    private final GateMemory memory;
    private final Arena arena = Arena.ofShared();
    private final Columns columns = new Columns();
    private final GateChoice choice = new GateChoice(columns);
    private final GateLogits logits = new GateLogits(columns);
    private Wish wish = Wish.NOTHING;
    private @Nullable LlamaBatch decoded;
    private @Nullable Throwable thrown;

    GateProbe(GateTap tap, GateMemory memory) {
        this.tap = tap;
        this.memory = memory;
    }

    private static long word(String eightBytes) {
        return MemorySegment.ofArray(eightBytes.getBytes(StandardCharsets.US_ASCII))
                .get(WORD, 0);
    }

    /** A C function pointer to {@link #evaluate}; valid until this is closed. */
    @SuppressWarnings("restricted") // native code calls back
    MemorySegment callback() {
        try {
            var type = MethodType.methodType(boolean.class, long.class, boolean.class, long.class);
            var target = MethodHandles.lookup().bind(this, "evaluate", type);
            // pointers as numbers: no object is made for each of some hundred nodes per token
            var descriptor = FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG, JAVA_BOOLEAN, JAVA_LONG);
            return Linker.nativeLinker().upcallStub(target, descriptor, arena);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Before {@code batch} is decoded. */
    void begin(LlamaBatch batch) {
        thrown = null;
        decoded = batch;
        wish = tap.before(batch);
        if (wish != Wish.NOTHING) {
            columns.begin(batch);
        }
    }

    /** After it was. */
    void end() {
        var failure = thrown;
        if (failure != null) {
            throw failure instanceof LlamaException known
                    ? known
                    : new LlamaException("a gating network could not be looked at: " + failure, failure);
        }
        if (wish != Wish.NOTHING) {
            tap.after();
        }
    }

    /**
     * Called by native code: once with {@code ask} of every node, whether it is wanted, and once more when it is computed.
     * An exception here would end the process, so none may leave.
     */
    @SuppressWarnings({"UnusedVariable", "UnusedMethod"}) // found by name; the signature is the callback's
    private boolean evaluate(long tensor, boolean ask, long userData) {
        if (wish == Wish.NOTHING || thrown != null) {
            return !ask;
        }
        try {
            int weighs = wish.watches() ? layer(tensor, WEIGHTS, -1L, WEIGHTS_NUMBER) : NONE;
            int decides = wish.steers() ? layer(tensor, LOGITS, SEVEN_BYTES, LOGITS_NUMBER) : NONE;
            if (ask) {
                return weighs != NONE || decides != NONE;
            }
            var batch = decoded;
            if (weighs != NONE && batch != null) {
                choice.read(weighs, tensor, memory);
                if (choice.columns() > 0) {
                    tap.chosen(choice, batch);
                }
            }
            if (decides != NONE) {
                steer(decides, tensor);
            }
        } catch (Throwable e) {
            thrown = e;
        }
        return true;
    }

    private void steer(int layer, long tensor) throws Throwable {
        logits.read(layer, tensor, memory);
        if (logits.columns() > 0) {
            tap.steer(logits);
            memory.written(tensor, 0);
        }
    }

    /** The layer whose tensor of that name this is; {@link #NONE} for any other, a reshaped view of it too. */
    private static int layer(long tensor, long name, long mask, int numberAt) {
        if (MEMORY.get(WORD, tensor + NAME) != PREFIX || (MEMORY.get(WORD, tensor + NAME + 8) & mask) != name) {
            return NONE;
        }
        int layer = 0;
        int at = numberAt;
        for (byte digit = GateMemory.nameByte(tensor, at); digit != 0; digit = GateMemory.nameByte(tensor, ++at)) {
            if (digit < '0' || digit > '9') {
                return NONE;
            }
            layer = 10 * layer + digit - '0';
        }
        return at == numberAt ? NONE : layer;
    }

    @Override
    public void close() {
        arena.close();
        memory.close();
    }
}
