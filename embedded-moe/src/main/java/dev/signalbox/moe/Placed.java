package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.plan.Demand;
import dev.signalbox.moe.plan.MainMemory;
import dev.signalbox.moe.plan.ModelSizes;
import dev.signalbox.moe.plan.NoRoomException;
import dev.signalbox.moe.plan.Plan;
import dev.signalbox.moe.plan.Planner;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of a {@link Placement} on the devices that there are.
 *
 * @param offload what the library is told
 * @param words for people: where the model went, or why not where it was wanted; empty when nothing was
 */
record Placed(Offload offload, String words) {

    private static final Logger LOGGER = System.getLogger(Placed.class.getName());
    /** The budget says what is too much, not what happens to be free now. */
    private static final Device ANY_AMOUNT = new Device("CPU", "main memory", Kind.CPU, 0, 0);

    private static final Placed ON_CPU = new Placed(Offload.NONE, "");

    /**
     * Decides, before the model is loaded.
     *
     * @param devices of the library
     * @throws NoRoomException when GPUs are asked for that are too small
     */
    static Placed of(LocalRuntime.Shape shape, List<Device> devices) throws IOException {
        var wish = shape.placement();
        if (!wish.asksForGpu()) {
            return ON_CPU;
        }
        if (devices.stream().noneMatch(device -> device.kind() == Kind.GPU)) {
            var words = "on the processor: placement asks for a GPU, and this llama.cpp library finds none";
            LOGGER.log(
                    Level.WARNING,
                    shape.file().getFileName() + ": " + words + " (signalbox.local.library names one built for it)");
            return new Placed(Offload.NONE, words);
        }
        var plan = plan(shape, ModelSizes.of(GgufModel.read(shape.file())), devices);
        plan.reasons().forEach(reason -> LOGGER.log(Level.INFO, shape.file().getFileName() + ": " + reason));
        return new Placed(plan.offload(), plan.words());
    }

    /**
     * What the model will take of main memory, once it is loaded and all its contexts are open.
     *
     * @param model of the shape
     * @param devices of the library; asked only of a model that is wanted on a GPU
     */
    static Plan.Use mainMemory(LocalRuntime.Shape shape, ModelSizes model, Devices devices) throws IOException {
        var wish = shape.placement();
        if (wish.asksForGpu()) {
            var all = devices.list();
            if (all.stream().anyMatch(device -> device.kind() == Kind.GPU)) {
                return onGpus(shape, model, all);
            }
        }
        return onCpu(shape, model);
    }

    /** GPUs that are too small now may have room by the time that the model is loaded; it is placed then. */
    private static Plan.Use onGpus(LocalRuntime.Shape shape, ModelSizes model, List<Device> devices) {
        try {
            return plan(shape, model, devices).cpu();
        } catch (NoRoomException e) {
            LOGGER.log(Level.WARNING, shape.file().getFileName() + ": " + e.getMessage());
            return onCpu(shape, model);
        }
    }

    private static Plan.Use onCpu(LocalRuntime.Shape shape, ModelSizes model) {
        return new Planner(List.of(ANY_AMOUNT))
                .check(model, demand(shape), Offload.NONE)
                .cpu();
    }

    /** The devices that a library finds. */
    @FunctionalInterface
    interface Devices {
        List<Device> list() throws IOException;
    }

    /** Layers are in the order of what was counted of their experts when a model that was watched is loaded again. */
    static Plan plan(LocalRuntime.Shape shape, ModelSizes model, List<Device> devices) {
        var wish = shape.placement();
        var planner = new Planner(Stream.concat(
                        Stream.of(MainMemory.here().device()),
                        devices.stream().filter(device -> device.kind() == Kind.GPU))
                .toList());
        return wish.isAuto()
                ? planner.propose(model, demand(shape), shape.gate().activity())
                : planner.check(model, demand(shape), wish.offload());
    }

    /** What a runtime of this shape opens beside the weights. */
    static Demand demand(LocalRuntime.Shape shape) {
        var cache = shape.placement().cache();
        int chunk = shape.placement().promptChunk();
        return shape.seats() == 1
                ? Demand.apart(shape.context(), shape.lanes(), chunk, cache)
                : Demand.together(shape.context(), shape.seats(), chunk, cache);
    }
}
