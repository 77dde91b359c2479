package dev.signalbox.moe.llama;

import static dev.signalbox.moe.llama.Symbols.takes;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.signalbox.moe.llama.Device.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** Functions on the devices that a library can compute on. */
final class DeviceCalls {

    private static final long LONGEST_NAME = 4_096;
    private static final int CPU = 0;
    private static final int GPU = 1;
    private static final int INTEGRATED_GPU = 2;

    private final boolean knowsIntegratedGpus;
    private final MethodHandle count;
    private final MethodHandle get;
    private final MethodHandle name;
    private final MethodHandle description;
    private final MethodHandle memory;
    private final MethodHandle type;
    private final MethodHandle bufferType;
    private final MethodHandle most;

    DeviceCalls(Symbols symbols, Abi abi) {
        knowsIntegratedGpus = abi.knowsIntegratedGpus();
        count = symbols.find("ggml_backend_dev_count", FunctionDescriptor.of(JAVA_LONG));
        get = symbols.find("ggml_backend_dev_get", FunctionDescriptor.of(ADDRESS, JAVA_LONG));
        name = symbols.find("ggml_backend_dev_name", FunctionDescriptor.of(ADDRESS, ADDRESS));
        description = symbols.find("ggml_backend_dev_description", FunctionDescriptor.of(ADDRESS, ADDRESS));
        memory = symbols.find("ggml_backend_dev_memory", takes(ADDRESS, ADDRESS, ADDRESS));
        type = symbols.find("ggml_backend_dev_type", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        bufferType = symbols.find("ggml_backend_dev_buffer_type", FunctionDescriptor.of(ADDRESS, ADDRESS));
        most = symbols.find("llama_max_devices", FunctionDescriptor.of(JAVA_LONG));
    }

    /** A device with the handle that native code knows it by. */
    record Handle(Device device, MemorySegment pointer) {}

    /** How many shares a split among devices is written with. */
    long most() throws Throwable {
        return (long) most.invokeExact();
    }

    /** All devices. An integrated GPU counts as one only where there is no other, as for the library itself. */
    List<Handle> list() throws Throwable {
        var handles = new ArrayList<Handle>();
        var integrated = new ArrayList<Handle>();
        long devices = (long) count.invokeExact();
        for (long i = 0; i < devices; i++) {
            var pointer = (MemorySegment) get.invokeExact(i);
            int number = (int) type.invokeExact(pointer);
            var handle = new Handle(device(pointer, kind(number)), pointer);
            (number == INTEGRATED_GPU && knowsIntegratedGpus ? integrated : handles).add(handle);
        }
        if (handles.stream().noneMatch(handle -> handle.device().kind() == Kind.GPU)) {
            handles.addAll(integrated);
        }
        return handles;
    }

    private Kind kind(int number) {
        return switch (number) {
            case CPU -> Kind.CPU;
            case GPU -> Kind.GPU;
            case INTEGRATED_GPU -> knowsIntegratedGpus ? Kind.GPU : Kind.ACCELERATOR;
            default -> Kind.ACCELERATOR;
        };
    }

    private Device device(MemorySegment pointer, Kind kind) throws Throwable {
        try (var arena = Arena.ofConfined()) {
            var free = arena.allocate(JAVA_LONG);
            var total = arena.allocate(JAVA_LONG);
            memory.invokeExact(pointer, free, total);
            long all = Math.max(0, total.get(JAVA_LONG, 0));
            return new Device(
                    text((MemorySegment) name.invokeExact(pointer)),
                    text((MemorySegment) description.invokeExact(pointer)),
                    kind,
                    all,
                    Math.clamp(free.get(JAVA_LONG, 0), 0, all));
        }
    }

    @SuppressWarnings("restricted") // a C string, which ends itself
    private static String text(MemorySegment pointer) {
        return pointer.equals(MemorySegment.NULL)
                ? ""
                : pointer.reinterpret(LONGEST_NAME).getString(0);
    }

    MemorySegment bufferType(MemorySegment device) throws Throwable {
        return (MemorySegment) bufferType.invokeExact(device);
    }
}
