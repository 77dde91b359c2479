package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The default parameters that a library returns, before it is known how they are laid out.
 *
 * @param model bytes of {@code llama_model_params}, as many as the library wrote
 * @param context likewise of {@code llama_context_params}
 */
record Defaults(MemorySegment model, MemorySegment context) {

    /** More than any build's. A struct this large is returned in memory of the caller's, of which it fills a part. */
    private static final long ROOM = 1024;

    /** What no library writes at the end of a struct, so that it shows where that was. */
    private static final byte UNTOUCHED = (byte) 0xA5;

    private static final Set<Double> MINUS_ONE = Set.of(-1.0);
    private static final Set<Double> MINUS_ONE_TO_ONE = Set.of(-1.0, 0.0, 1.0);
    private static final Set<Double> ONE = Set.of(1.0);
    private static final Set<Double> ZERO = Set.of(0.0);

    /** The values that some build has; a field that is not here is 0 in all of them. */
    private static final Map<String, Set<Double>> EXPECTED = Map.ofEntries(
            Map.entry("n_gpu_layers", Set.of(0.0, 999.0, -1.0)),
            Map.entry("split_mode", ONE),
            Map.entry("load_mode", MINUS_ONE_TO_ONE),
            Map.entry("lazy_mode", MINUS_ONE_TO_ONE),
            Map.entry("n_outputs_max_per_seq", ONE),
            Map.entry("use_mmap", ONE),
            Map.entry("use_direct_io", Set.of(0.0, 1.0)),
            Map.entry("use_extra_bufts", ONE),
            Map.entry("n_ctx", Set.of(512.0)),
            Map.entry("n_batch", Set.of(2048.0)),
            Map.entry("n_ubatch", Set.of(512.0)),
            Map.entry("n_seq_max", ONE),
            Map.entry("n_threads", Set.of(4.0)),
            Map.entry("n_threads_batch", Set.of(4.0)),
            Map.entry("rope_scaling_type", MINUS_ONE),
            Map.entry("pooling_type", MINUS_ONE),
            Map.entry("attention_type", MINUS_ONE),
            Map.entry("flash_attn_type", MINUS_ONE),
            Map.entry("yarn_ext_factor", MINUS_ONE),
            Map.entry("yarn_attn_factor", Set.of(1.0, -1.0)),
            Map.entry("yarn_beta_fast", Set.of(32.0, -1.0)),
            Map.entry("yarn_beta_slow", Set.of(1.0, -1.0)),
            Map.entry("defrag_thold", MINUS_ONE),
            Map.entry("type_k", ONE),
            Map.entry("type_v", ONE),
            Map.entry("offload_kqv", ONE),
            Map.entry("no_perf", ONE),
            Map.entry("op_offload", ONE),
            Map.entry("swa_full", ONE));

    /** Asks {@code symbols}' library. */
    static Defaults of(Symbols symbols) {
        return new Defaults(ask(symbols, "llama_model_default_params"), ask(symbols, "llama_context_default_params"));
    }

    private static MemorySegment ask(Symbols symbols, String function) {
        var large = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(ROOM / Long.BYTES, JAVA_LONG));
        var answer = MemorySegment.ofArray(new byte[0]);
        try (var arena = java.lang.foreign.Arena.ofConfined()) {
            var room = arena.allocate(large).fill(UNTOUCHED);
            var _ = (MemorySegment) symbols.find(function, FunctionDescriptor.of(large))
                    .invoke((java.lang.foreign.SegmentAllocator) (size, alignment) -> room);
            answer = MemorySegment.ofArray(room.asSlice(0, written(room)).toArray(JAVA_BYTE));
        } catch (LlamaException e) {
            throw e;
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
        return answer;
    }

    /** Every build's structs end within eight bytes of their last field. */
    private static long written(MemorySegment room) {
        long last = ROOM - 1;
        while (last >= 0 && room.get(JAVA_BYTE, last) == UNTOUCHED) {
            last--;
        }
        return Math.ceilDiv(last + 1, Long.BYTES) * Long.BYTES;
    }

    /** What speaks against {@code abi}, one phrase each; nothing when all fits. */
    List<String> differences(Abi abi) {
        var differences = new ArrayList<String>();
        compare("llama_model_params", model, abi.model(), differences);
        compare("llama_context_params", context, abi.context(), differences);
        return differences;
    }

    private static void compare(String name, MemorySegment found, StructLayout layout, List<String> differences) {
        if (found.byteSize() != layout.byteSize()) {
            differences.add(name + " has " + found.byteSize() + " bytes, expected " + layout.byteSize());
        }
        for (var member : layout.memberLayouts()) {
            if (member instanceof ValueLayout field) {
                compare(name, field, value(found, field, layout), differences);
            }
        }
    }

    private static void compare(String struct, ValueLayout field, double found, List<String> differences) {
        var name = field.name().orElseThrow();
        var expected = EXPECTED.getOrDefault(name, ZERO);
        if (!expected.contains(found)) {
            differences.add(struct + "." + name + " is " + found + ", expected "
                    + (expected.size() == 1 ? expected.iterator().next() : "one of " + expected));
        }
    }

    /** NaN beyond what the library wrote. */
    private static double value(MemorySegment struct, ValueLayout field, StructLayout layout) {
        long at = layout.byteOffset(
                MemoryLayout.PathElement.groupElement(field.name().orElseThrow()));
        if (at + field.byteSize() > struct.byteSize()) {
            return Double.NaN;
        }
        return switch (field) {
            case ValueLayout.OfInt _ -> struct.get(ValueLayout.JAVA_INT_UNALIGNED, at);
            case ValueLayout.OfFloat _ -> struct.get(ValueLayout.JAVA_FLOAT_UNALIGNED, at);
            case ValueLayout.OfBoolean _ -> struct.get(JAVA_BYTE, at);
            default -> struct.get(ValueLayout.JAVA_LONG_UNALIGNED, at);
        };
    }
}
