package dev.signalbox.cli;

import dev.signalbox.moe.PlacementPreview;
import dev.signalbox.moe.gate.GateShape;
import dev.signalbox.moe.gate.GateTally;
import dev.signalbox.moe.gate.TraceReader;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.llama.Device;
import dev.signalbox.moe.llama.Device.Kind;
import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.KvType;
import dev.signalbox.moe.plan.Activity;
import dev.signalbox.moe.plan.Bytes;
import dev.signalbox.moe.plan.MainMemory;
import dev.signalbox.moe.plan.NoRoomException;
import dev.signalbox.moe.plan.Plan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that ask where a model would go, and the answer. */
final class PlanOptions {

    private static final int DEFAULT_CONTEXT = 4_096;
    private static final int MOST_SLOTS = 256;

    @Option(names = "--plan", description = "Print where it would go: what each device holds, and why.")
    private boolean plan;

    @Option(
            names = "--context",
            paramLabel = "N",
            description = "Of the plan: tokens of a reply and its prompt (default: 4096, or what it was trained on).")
    private @Nullable Integer context;

    @Option(
            names = "--slots",
            paramLabel = "N",
            defaultValue = "4",
            description = "Of the plan: replies at once (default: 4).")
    private int slots = 4;

    @Option(
            names = "--kv-type",
            paramLabel = "T",
            defaultValue = "f16",
            description = "Of the plan: how keys and values are stored (default: f16).")
    private String kvType = "f16";

    @Option(
            names = "--device",
            paramLabel = "NAME:SIZE",
            description = {
                "Of the plan: a GPU and its memory, such as CUDA0:8GiB, or CPU:16GiB; for a machine that is elsewhere.",
                "Without any, this machine as the library sees it."
            })
    private List<String> devices = List.of();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Of the plan: a recording of `moe trace`, whose measured use orders the layers of experts.")
    private @Nullable Path trace;

    boolean wanted() {
        return plan;
    }

    /**
     * The placement as text, or a {@link VerbException} that says with numbers why there is none.
     *
     * @param models the folder that local models are kept in
     */
    String sheet(GgufModel model, Path models) throws IOException {
        try {
            int trained = ModelProfile.of(model).context();
            int tokens = context == null ? Math.min(DEFAULT_CONTEXT, trained) : within("--context", context, trained);
            var type = KvType.of(kvType)
                    .orElseThrow(() ->
                            VerbException.failed("--kv-type: " + kvType + ", expected one of " + KvType.labels()));
            var known = devices.isEmpty() ? PlacementPreview.here(models) : given();
            int replies = within("--slots", slots, MOST_SLOTS);
            var preview = new PlacementPreview(known);
            return text(preview.plan(model, tokens, replies, new KvCache(type, null), activity(model)));
        } catch (NoRoomException e) {
            throw VerbException.failed(String.valueOf(e.getMessage()));
        }
    }

    private Activity activity(GgufModel model) throws MalformedGgufException {
        if (trace == null) {
            return Activity.unknown();
        }
        var profile = ModelProfile.of(model);
        var shape = new GateShape(profile.layers().size(), Math.max(1, profile.experts()));
        try (var reader = TraceReader.open(trace)) {
            var traced = reader.whatOf();
            if (!traced.shape().equals(shape)) {
                throw VerbException.failed("--trace: of " + traced.model() + ", " + words(traced.shape())
                        + ", expected one of a model with " + words(shape));
            }
            var tally = new GateTally(shape);
            reader.replay(tally);
            return Activity.of(tally.shares());
        } catch (IOException e) {
            throw VerbException.failed("--trace: " + e.getMessage());
        }
    }

    private static String words(GateShape shape) {
        return shape.layers() + " layers of " + shape.experts() + " experts";
    }

    private static int within(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw VerbException.failed(option + ": " + value + ", expected 1 to " + most);
        }
        return value;
    }

    /** The processor of this machine unless one is given. */
    private List<Device> given() {
        var given = new ArrayList<>(devices.stream().map(PlanOptions::device).toList());
        if (given.stream().noneMatch(device -> device.kind() == Kind.CPU)) {
            given.addFirst(MainMemory.here().device());
        }
        return given;
    }

    private static Device device(String text) {
        int at = text.lastIndexOf(':');
        if (at < 1) {
            throw VerbException.failed("--device: " + text + ", expected NAME:SIZE such as CUDA0:8GiB");
        }
        var name = text.substring(0, at);
        try {
            long bytes = Bytes.parse(text.substring(at + 1));
            boolean cpu = name.toUpperCase(Locale.ROOT).equals("CPU");
            return new Device(cpu ? "CPU" : name, "", cpu ? Kind.CPU : Kind.GPU, bytes, bytes);
        } catch (IllegalArgumentException e) {
            throw VerbException.failed("--device: " + e.getMessage());
        }
    }

    private static String text(Plan plan) {
        var table = new Table(List.of("device", "weights", "cache", "compute", "total", "free"));
        for (var use : plan.uses()) {
            table.row(List.of(
                    use.device().name(),
                    Bytes.text(use.weights()),
                    Bytes.text(use.cache()),
                    Bytes.text(use.compute()),
                    Bytes.text(use.total()),
                    use.device().totalBytes() == 0
                            ? "?"
                            : Bytes.text(use.device().freeBytes())));
        }
        var lines = new ArrayList<>(List.of(table.text(), ""));
        plan.reasons().forEach(reason -> lines.add("- " + reason));
        if (plan.offload().usesGpu()) {
            lines.add("");
            lines.add(PlacementPreview.yaml(plan.offload()));
        }
        return String.join("\n", lines);
    }
}
