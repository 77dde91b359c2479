package dev.signalbox.cli.bench;

import dev.signalbox.moe.LocalProvider;
import dev.signalbox.moe.Placement;
import dev.signalbox.moe.PlacementPreview;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.plan.Activity;
import dev.signalbox.moe.plan.NoRoomException;
import dev.signalbox.moe.plan.Plan;
import dev.signalbox.yaml.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Serves a model from different places in turn: how fast it is there, and whether it takes what the plan says. */
public final class GpuBench {

    private static final int AT_ONCE = 4;
    private static final int SHORT = 8;
    private static final int CHUNK = 64;

    private final Path folder;
    private final Devices devices;
    private final int prompt;
    private final int reply;

    /** Lists the devices with what is free on them now. */
    @FunctionalInterface
    public interface Devices {
        List<Device> now() throws IOException;
    }

    /**
     * On what the library sees on this machine.
     *
     * @param folder for the native library, private to this installation
     * @param prompt tokens of a prompt where reading is measured
     * @param reply tokens of a reply where writing is measured
     */
    public GpuBench(Path folder, int prompt, int reply) {
        this(folder, () -> PlacementPreview.here(folder), prompt, reply);
    }

    GpuBench(Path folder, Devices devices, int prompt, int reply) {
        this.folder = folder;
        this.devices = devices;
        this.prompt = prompt;
        this.reply = reply;
    }

    /**
     * One placement.
     *
     * @param placement in words
     * @param refusal why it was not tried; empty when it was
     * @param promptPerSecond tokens of one prompt
     * @param replyPerSecond tokens of one reply
     * @param repliesPerSecond tokens of four replies at once, all together
     * @param predictedBytes of all GPUs, as planned
     * @param actualBytes of all GPUs, as they told before and after
     */
    public record Row(
            String placement,
            String refusal,
            double promptPerSecond,
            double replyPerSecond,
            double repliesPerSecond,
            long predictedBytes,
            long actualBytes) {}

    /** All placements; none without a GPU. */
    public List<Row> measure(Path model) throws IOException, InterruptedException {
        var rows = new ArrayList<Row>();
        if (devices.now().stream().anyMatch(device -> device.kind() == Kind.GPU)) {
            for (var each : placements().entrySet()) {
                rows.add(row(each.getKey(), each.getValue(), model));
            }
        }
        return rows;
    }

    static Map<String, Placement> placements() {
        var placements = new LinkedHashMap<String, Placement>();
        placements.put("processor", placement(null, List.of(), CHUNK));
        placements.put("as planned", placement("auto", List.of(), CHUNK));
        placements.put("all on GPUs", placement("all", List.of(), CHUNK));
        placements.put("all on GPUs, prompts by 512", placement("all", List.of(), 512));
        placements.put("experts on the processor", placement("all", List.of("_exps\\.=CPU"), CHUNK));
        return placements;
    }

    private static Placement placement(@Nullable String layers, List<String> overrides, int chunk) {
        var word = layers == null ? null : new Word(layers);
        return new Placement(word, Offload.Split.LAYER, List.of(), 0, overrides, null, null, chunk);
    }

    private int context() {
        return prompt + reply + SHORT;
    }

    Row row(String name, Placement placement, Path model) throws IOException, InterruptedException {
        var config = LocalProvider.Config.of(model.toString())
                .slots(AT_ONCE)
                .placement(placement)
                .load(LocalProvider.Load.START)
                .config();
        long before = free();
        long predicted;
        try {
            predicted = predicted(GgufModel.read(model), placement);
        } catch (NoRoomException e) {
            return new Row(name, String.valueOf(e.getMessage()), 0, 0, 0, 0, 0);
        }
        try (var server = new LocalServer(folder, config, context())) {
            new MoeLoad(AT_ONCE, 1, SHORT, 2).on(server, 1);
            double read = perSecond(server, new MoeLoad(1, 1, prompt, 1), prompt);
            double one = perSecond(server, new MoeLoad(1, 1, SHORT, reply), reply);
            double four = perSecond(server, new MoeLoad(AT_ONCE, 1, SHORT, reply), AT_ONCE * reply);
            return new Row(name, "", read, one, four, predicted, Math.max(0, before - free()));
        }
    }

    private long predicted(GgufModel model, Placement placement) throws IOException {
        var preview = new PlacementPreview(devices.now());
        var plan = placement.isAuto()
                ? preview.plan(model, context(), AT_ONCE, placement.cache(), Activity.unknown())
                : preview.check(model, context(), AT_ONCE, placement);
        return plan.uses().stream().skip(1).mapToLong(Plan.Use::total).sum();
    }

    private long free() throws IOException {
        return devices.now().stream()
                .filter(device -> device.kind() == Kind.GPU)
                .mapToLong(Device::freeBytes)
                .sum();
    }

    private static double perSecond(LocalServer server, MoeLoad load, int tokens) throws InterruptedException {
        return tokens * 1e9 / load.on(server, 2).nanos();
    }
}
