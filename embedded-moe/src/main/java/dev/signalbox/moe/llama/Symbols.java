package dev.signalbox.moe.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/** The functions of one native library, by name. It stays loaded until the process ends. */
final class Symbols {

    private final Path library;
    private final SymbolLookup lookup;

    @SuppressWarnings("restricted") // calling native code is what this package is for
    Symbols(Path library) {
        this.library = library;
        try {
            lookup = SymbolLookup.libraryLookup(library, Arena.global());
        } catch (IllegalArgumentException e) {
            throw new LlamaException(
                    "library " + library + ": cannot be loaded; on Linux it needs libgomp.so.1 and libstdc++.so.6", e);
        }
    }

    boolean has(String name) {
        return lookup.find(name).isPresent();
    }

    @SuppressWarnings("restricted") // as above
    MethodHandle find(String name, FunctionDescriptor descriptor) {
        var symbol = lookup.find(name)
                .orElseThrow(() -> new LlamaException(
                        "library " + library + ": no function " + name + ", expected llama.cpp build b4916"));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }

    /** Wraps what a call threw: an invocation that does not fit its descriptor is a bug of ours. */
    static IllegalStateException broken(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return new IllegalStateException("native call does not fit its descriptor", thrown);
    }

    static MemorySegment required(MemorySegment pointer, String what) {
        if (pointer.equals(MemorySegment.NULL)) {
            throw new LlamaException(what);
        }
        return pointer;
    }

    static FunctionDescriptor takes(ValueLayout... arguments) {
        return FunctionDescriptor.ofVoid(arguments);
    }
}
