package dev.signalbox.moe.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
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
                    "library " + library + ": cannot be loaded; expected a library for this machine, with all that it"
                            + " links to in its folder or the system's (on Linux libgomp.so.1, libstdc++.so.6)",
                    e);
        }
    }

    Path library() {
        return library;
    }

    boolean has(String name) {
        return lookup.find(name).isPresent();
    }

    @SuppressWarnings("restricted") // as above
    MethodHandle find(String name, FunctionDescriptor descriptor) {
        var symbol = lookup.find(name)
                .orElseThrow(() -> new LlamaException("library " + library + ": no function " + name
                        + ", expected llama.cpp's C API as of build b4916 or newer"));
        return Linker.nativeLinker().downcallHandle(symbol, descriptor);
    }

    /** Does nothing where the library has no such function, having none to do. */
    MethodHandle findOrSkip(String name, FunctionDescriptor descriptor) {
        return has(name) ? find(name, descriptor) : MethodHandles.empty(descriptor.toMethodType());
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
