package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/**
 * Memory that native code has freed and the C library keeps for later. glibc learns from each large block that is freed to
 * keep the next one, up to 32 MiB, for the thread that had it: models that come and go on many threads make the process
 * grow by hundreds of MiB although none of them leaks. So it is told what is large once and for all; such blocks go back
 * at once. What smaller ones leave is given back with each model.
 *
 * <p>What is taken and freed for each token must not go back each time: the next one would find its pages missing. That is 12
 * bytes for each token of the vocabulary.
 */
final class FreedMemory {

    /** {@code M_MMAP_THRESHOLD} of glibc's malloc.h. */
    private static final int LARGE = -3;

    private static final int LARGE_BYTES = 4 << 20;

    /** {@code M_TRIM_THRESHOLD}: so much may lie free at the end of a thread's memory. */
    private static final int KEPT = -1;

    private static final int KEPT_BYTES = 2 * LARGE_BYTES;

    private final Optional<MethodHandle> trim;

    FreedMemory() {
        trim = find("malloc_trim", FunctionDescriptor.of(JAVA_INT, JAVA_LONG));
        find("mallopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT)).ifPresent(FreedMemory::settle);
    }

    @SuppressWarnings("restricted") // calling native code is what this package is for
    private static Optional<MethodHandle> find(String function, FunctionDescriptor descriptor) {
        var linker = Linker.nativeLinker();
        return linker.defaultLookup().find(function).map(symbol -> linker.downcallHandle(symbol, descriptor));
    }

    private static void settle(MethodHandle option) {
        try {
            int _ = (int) option.invokeExact(LARGE, LARGE_BYTES);
            int _ = (int) option.invokeExact(KEPT, KEPT_BYTES);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }

    /** Gives it back to the system, where the C library can. */
    void giveBack() {
        if (trim.isEmpty()) {
            return;
        }
        try {
            int _ = (int) trim.get().invokeExact(0L);
        } catch (Throwable e) {
            throw Symbols.broken(e);
        }
    }
}
