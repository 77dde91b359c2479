package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The tensors of a graph that is being computed, by their addresses. What lies on a device is copied to and fro.
 *
 * <pre>
 *   ggml_tensor   8 buffer   16 ne[4]   48 nb[4]   152 src[10]   232 view_src   248 data   256 name
 * </pre>
 */
final class GateMemory implements AutoCloseable {

    /** All memory there is: addresses come from native code, and no object may be made for each. */
    @SuppressWarnings("restricted") // the length is native code's
    static final MemorySegment MEMORY = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private static final long BUFFER = 8;
    private static final long SIZES = 16;
    private static final long STRIDES = 48;
    private static final long SOURCES = 152;
    private static final long VIEWED = 232;
    private static final long DATA = 248;
    static final long NAME = 256;

    private final MethodHandle isHost;
    private final MethodHandle get;
    private final MethodHandle set;
    private final MethodHandle bytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment[] copies = new MemorySegment[3];
    private long knownBuffer;
    private boolean knownHost;

    GateMemory(Symbols symbols) {
        var move = FunctionDescriptor.ofVoid(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG);
        isHost = symbols.find("ggml_backend_buffer_is_host", FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_LONG));
        get = symbols.find("ggml_backend_tensor_get", move);
        set = symbols.find("ggml_backend_tensor_set", move);
        bytes = symbols.find("ggml_nbytes", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
        java.util.Arrays.fill(copies, arena.allocate(JAVA_LONG));
    }

    static long size(long tensor, int dimension) {
        return MEMORY.get(JAVA_LONG, tensor + SIZES + (long) dimension * Long.BYTES);
    }

    /** In bytes. */
    static long stride(long tensor, int dimension) {
        return MEMORY.get(JAVA_LONG, tensor + STRIDES + (long) dimension * Long.BYTES);
    }

    /** What it is computed from; 0 when there is none. */
    static long source(long tensor, int index) {
        return MEMORY.get(JAVA_LONG, tensor + SOURCES + (long) index * Long.BYTES);
    }

    static byte nameByte(long tensor, int index) {
        return MEMORY.get(JAVA_BYTE, tensor + NAME + index);
    }

    /**
     * Where its numbers can be read now: in place, or in a copy.
     *
     * @param slot 0 to 2; a copy is good until the next one in its slot
     */
    long readable(long tensor, int slot) throws Throwable {
        if (inPlace(tensor)) {
            return MEMORY.get(JAVA_LONG, tensor + DATA);
        }
        long size = (long) bytes.invokeExact(tensor);
        if (copies[slot].byteSize() < size) {
            copies[slot] = arena.allocate(size, JAVA_LONG.byteAlignment());
        }
        get.invokeExact(tensor, copies[slot], 0L, size);
        return copies[slot].address();
    }

    /** Puts back what was changed at the address that {@link #readable} gave. */
    void written(long tensor, int slot) throws Throwable {
        if (!inPlace(tensor)) {
            set.invokeExact(tensor, copies[slot], 0L, (long) bytes.invokeExact(tensor));
        }
    }

    private boolean inPlace(long tensor) throws Throwable {
        long viewed = MEMORY.get(JAVA_LONG, tensor + VIEWED);
        long buffer = MEMORY.get(JAVA_LONG, (viewed == 0 ? tensor : viewed) + BUFFER);
        if (buffer == 0) {
            return true;
        }
        if (buffer != knownBuffer) {
            knownHost = (boolean) isHost.invokeExact(buffer);
            knownBuffer = buffer;
        }
        return knownHost;
    }

    static int intAt(long address) {
        return MEMORY.get(JAVA_INT, address);
    }

    @Override
    public void close() {
        arena.close();
    }
}
