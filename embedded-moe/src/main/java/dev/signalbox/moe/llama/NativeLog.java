package dev.signalbox.moe.llama;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Where llama.cpp's log lines go: a system logger, at debug level, never stdout. Remembers the first error line, so that
 * an exception can say why.
 */
final class NativeLog {

    private static final Logger LOGGER = System.getLogger("dev.signalbox.moe.llama");
    private static final int ERROR = 4;
    private static final long LONGEST_LINE = 16_384;

    /** Of each thread, so that two models that load at once do not explain each other's failure. */
    private final ThreadLocal<String> firstError = ThreadLocal.withInitial(() -> "");

    /** A C function pointer to {@link #line}; valid until the process ends, as native code keeps it. */
    @SuppressWarnings("restricted") // native code calls back
    MemorySegment callback() {
        try {
            var line = MethodHandles.lookup()
                    .bind(
                            this,
                            "line",
                            MethodType.methodType(void.class, int.class, MemorySegment.class, MemorySegment.class));
            var descriptor = FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
            return Linker.nativeLinker().upcallStub(line, descriptor, Arena.global());
        } catch (NoSuchMethodException | IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by native code, on any thread. An exception here would end the process, so none may leave. */
    @SuppressWarnings({"restricted", "UnusedVariable", "UnusedMethod"
    }) // found by name; the signature is the callback's
    private void line(int level, MemorySegment text, MemorySegment userData) {
        try {
            var line = text.reinterpret(LONGEST_LINE).getString(0).strip();
            if (level == ERROR && firstError.get().isEmpty()) {
                firstError.set(line);
            }
            if (!line.isEmpty()) {
                LOGGER.log(Level.DEBUG, line);
            }
        } catch (RuntimeException e) {
            firstError.set("a log line that cannot be read: " + e);
        }
    }

    /** The first error line of this thread since the last call, after a colon, or nothing. */
    String why() {
        var line = firstError.get();
        forget();
        return line.isEmpty() ? "" : ": " + line;
    }

    void forget() {
        firstError.remove();
    }
}
