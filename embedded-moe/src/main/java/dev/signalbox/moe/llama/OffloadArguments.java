package dev.signalbox.moe.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** An {@link Offload} as the C API takes it. */
final class OffloadArguments {

    private final Abi abi;
    private final DeviceCalls devices;

    OffloadArguments(Abi abi, DeviceCalls devices) {
        this.abi = abi;
        this.devices = devices;
    }

    /**
     * Sets them.
     *
     * @param params of the model
     * @param arena that lives as long as the model, which looks at its split later
     */
    void set(MemorySegment params, Offload offload, Arena arena) throws Throwable {
        var layout = abi.model();
        Layouts.setInt(params, layout, "n_gpu_layers", offload.layers());
        Layouts.setInt(params, layout, "split_mode", offload.split().code());
        Layouts.setInt(params, layout, "main_gpu", offload.main());
        if (!offload.shares().isEmpty()) {
            Layouts.setAddress(params, layout, "tensor_split", shares(offload.shares(), arena));
        }
        if (!offload.overrides().isEmpty()) {
            if (!abi.canPin()) {
                throw new LlamaException("overrides: this llama.cpp (build " + abi
                        + ") places whole layers only, expected a library of build b5028 or newer");
            }
            Layouts.setAddress(params, layout, Abi.OVERRIDES, pins(offload.overrides(), arena));
        }
    }

    private MemorySegment shares(List<Double> shares, Arena arena) throws Throwable {
        long most = devices.most();
        if (shares.size() > most) {
            throw new LlamaException(
                    "tensor-split: " + shares.size() + " shares, expected at most " + most + " with this library");
        }
        var array = arena.allocate(JAVA_FLOAT, most);
        for (int i = 0; i < shares.size(); i++) {
            array.setAtIndex(JAVA_FLOAT, i, shares.get(i).floatValue());
        }
        return array;
    }

    /** Pairs of pattern and buffer type, and one of nothing at the end. */
    private MemorySegment pins(List<Offload.Pin> pins, Arena arena) throws Throwable {
        var known = devices.list();
        var array = arena.allocate(ADDRESS, 2L * (pins.size() + 1));
        for (int i = 0; i < pins.size(); i++) {
            var pin = pins.get(i);
            var device = known.stream()
                    .filter(handle -> handle.device().name().equals(pin.device()))
                    .findFirst()
                    .orElseThrow(() -> new LlamaException("overrides: no device " + pin.device() + ", expected one of "
                            + known.stream()
                                    .map(handle -> handle.device().name())
                                    .toList()));
            array.setAtIndex(ADDRESS, 2L * i, arena.allocateFrom(pin.pattern()));
            array.setAtIndex(ADDRESS, 2L * i + 1, devices.bufferType(device.pointer()));
        }
        return array;
    }
}
