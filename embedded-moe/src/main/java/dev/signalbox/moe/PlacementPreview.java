package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.plan.Activity;
import dev.signalbox.moe.plan.Demand;
import dev.signalbox.moe.plan.MainMemory;
import dev.signalbox.moe.plan.ModelSizes;
import dev.signalbox.moe.plan.NoRoomException;
import dev.signalbox.moe.plan.Plan;
import dev.signalbox.moe.plan.Planner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a model would go, told without loading it. */
public final class PlacementPreview {

    private final List<Device> devices;

    /** @param devices the processor and any GPUs; {@link #here} or made up for another machine */
    public PlacementPreview(List<Device> devices) {
        this.devices = List.copyOf(devices);
    }

    /**
     * What this machine has, as the library sees it that models are served with.
     *
     * @param models the folder that local models are kept in
     */
    public static List<Device> here(Path models) throws IOException {
        var gpus = NativeLibrary.load(models.resolve("native")).devices().stream()
                .filter(device -> device.kind() == Kind.GPU);
        return Stream.concat(Stream.of(MainMemory.here().device()), gpus).toList();
    }

    /**
     * The plan for a local expert.
     *
     * @param context tokens of a reply and its prompt
     * @param slots replies at once
     * @param activity of its experts, as a trace tells
     * @throws NoRoomException when it fits nowhere
     */
    public Plan plan(GgufModel model, int context, int slots, KvCache cache, Activity activity)
            throws MalformedGgufException {
        var sizes = ModelSizes.of(model);
        return new Planner(devices)
                .propose(sizes, demand(sizes, context, slots, Placement.DEFAULT_CHUNK, cache), activity);
    }

    /** What a placement of one's own takes. */
    public Plan check(GgufModel model, int context, int slots, Placement placement) throws MalformedGgufException {
        var sizes = ModelSizes.of(model);
        var demand = demand(sizes, context, slots, placement.promptChunk(), placement.cache());
        return new Planner(devices).check(sizes, demand, placement.offload());
    }

    private static Demand demand(ModelSizes sizes, int context, int slots, int chunk, KvCache cache) {
        return ModelShelf.isSmall(sizes.profile().total().bytes())
                ? Demand.apart(context, slots, chunk, cache)
                : Demand.together(context, slots, chunk, cache);
    }

    /** What a roster says to get {@code offload}. */
    public static String yaml(Offload offload) {
        var parts = new ArrayList<String>();
        parts.add("layers: " + (offload.layers() == Offload.ALL ? "all" : offload.layers()));
        if (!offload.shares().isEmpty()) {
            parts.add("tensor-split: " + offload.shares());
        }
        if (!offload.overrides().isEmpty()) {
            parts.add(offload.overrides().stream()
                    .map(pin -> "'" + pin + "'")
                    .collect(Collectors.joining(", ", "overrides: [", "]")));
        }
        return "placement: {" + String.join(", ", parts) + "}";
    }
}
