package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.Symbols.takes;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.signalbox.moe.llama.LlamaAdapter.Scaled;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Functions on LoRA adapters. Build b4916 sets them on a context one by one, newer ones all in one call. */
final class AdapterCalls {

    private static final String SET_ALL = "llama_set_adapters_lora";

    private final MethodHandle load;
    private final MethodHandle free;
    private final Setter setter;

    /** Puts adapters on a context in place of those that it had. */
    @FunctionalInterface
    private interface Setter {
        /** Returns llama.cpp's status, 0 when all is well. */
        int set(MemorySegment context, List<Scaled> adapters) throws Throwable;
    }

    AdapterCalls(Symbols symbols) {
        load = symbols.find("llama_adapter_lora_init", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        free = symbols.find("llama_adapter_lora_free", takes(ADDRESS));
        setter = symbols.has(SET_ALL) ? allAtOnce(symbols) : oneByOne(symbols);
    }

    private static Setter oneByOne(Symbols symbols) {
        var set = symbols.find("llama_set_adapter_lora", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_FLOAT));
        var clear = symbols.find("llama_clear_adapter_lora", takes(ADDRESS));
        return (context, adapters) -> {
            clear.invokeExact(context);
            for (var each : adapters) {
                int status = (int) set.invokeExact(context, each.adapter().pointer(), each.scale());
                if (status != 0) {
                    return status;
                }
            }
            return 0;
        };
    }

    private static Setter allAtOnce(Symbols symbols) {
        var set = symbols.find(SET_ALL, FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        return (context, adapters) -> {
            try (var arena = Arena.ofConfined()) {
                var pointers = arena.allocate(ADDRESS, Math.max(1, adapters.size()));
                var scales = arena.allocate(JAVA_FLOAT, Math.max(1, adapters.size()));
                for (int i = 0; i < adapters.size(); i++) {
                    pointers.setAtIndex(ADDRESS, i, adapters.get(i).adapter().pointer());
                    scales.setAtIndex(JAVA_FLOAT, i, adapters.get(i).scale());
                }
                return (int) set.invokeExact(context, pointers, (long) adapters.size(), scales);
            }
        };
    }

    /** The null pointer when llama.cpp refuses the file. */
    MemorySegment load(MemorySegment model, MemorySegment path) throws Throwable {
        return (MemorySegment) load.invokeExact(model, path);
    }

    void free(MemorySegment adapter) throws Throwable {
        free.invokeExact(adapter);
    }

    /**
     * These and no others. They are set anew and in this order each time: llama.cpp adds them up in an order that follows
     * from that, and sums in another order round differently.
     */
    void set(MemorySegment context, List<Scaled> adapters) throws Throwable {
        int status = setter.set(context, adapters);
        if (status != 0) {
            throw new LlamaException("llama.cpp: setting adapters ended with status " + status);
        }
    }
}
