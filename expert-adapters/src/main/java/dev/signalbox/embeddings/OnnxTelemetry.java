package dev.signalbox.embeddings;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/**
 * Keeps ONNX Runtime from recording session events for its maker: from 1.29 on its Linux builds do so unless the process's
 * environment says otherwise when the library starts. Its own switch comes too late, so the variable is set here, for this
 * process alone.
 */
final class OnnxTelemetry {

    private static final String SWITCH = "ORT_DISABLE_TELEMETRY";

    private OnnxTelemetry() {}

    /** Before the library is first touched. Does nothing where there is no {@code setenv}, as on Windows. */
    @SuppressWarnings("restricted") // the one way to the C environment, which System.getenv cannot change
    static void off() {
        var linker = Linker.nativeLinker();
        var setenv = linker.defaultLookup().find("setenv");
        if (setenv.isEmpty()) {
            return;
        }
        var signature = FunctionDescriptor.of(
                ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
        try (var arena = Arena.ofConfined()) {
            int failed = (int) linker.downcallHandle(setenv.get(), signature)
                    .invokeExact(arena.allocateFrom(SWITCH), arena.allocateFrom("1"), 1);
            if (failed != 0) {
                throw new IllegalStateException("setenv " + SWITCH + " failed");
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("setenv cannot be called", e);
        }
    }
}
