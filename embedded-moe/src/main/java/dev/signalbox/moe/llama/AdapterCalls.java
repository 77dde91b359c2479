package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.Symbols.takes;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.signalbox.moe.llama.LlamaAdapter.Scaled;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Functions on LoRA adapters. Build b4916 sets them on a context one by one. */
final class AdapterCalls {

    private final MethodHandle load;
    private final MethodHandle free;
    private final MethodHandle set;
    private final MethodHandle clear;

    AdapterCalls(Symbols symbols) {
        load = symbols.find("llama_adapter_lora_init", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        free = symbols.find("llama_adapter_lora_free", takes(ADDRESS));
        set = symbols.find("llama_set_adapter_lora", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_FLOAT));
        clear = symbols.find("llama_clear_adapter_lora", takes(ADDRESS));
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
        clear.invokeExact(context);
        for (var each : adapters) {
            int status = (int) set.invokeExact(context, each.adapter().pointer(), each.scale());
            if (status != 0) {
                throw new LlamaException("llama.cpp: setting an adapter ended with status " + status);
            }
        }
    }
}
