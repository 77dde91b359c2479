package dev.signalbox.moe;

import dev.signalbox.moe.gguf.ModelProfile;
import dev.signalbox.moe.llama.KvCache;
import dev.signalbox.moe.llama.KvType;
import dev.signalbox.moe.llama.Offload;
import dev.signalbox.moe.llama.Offload.Split;
import dev.signalbox.yaml.Option;
import dev.signalbox.yaml.Word;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a roster says of where a local model's weights and caches go, and how much is computed there at once. */
public record Placement(
        @Option(
                "layers on GPUs, counted from the end, the output being the last: a number, all, or auto, which goes by the "
                        + "memory that is free; left out, none")
        @Nullable
        Word layers,

        @Option(value = "how several GPUs share them", otherwise = "layer")
        Split split,

        @Option("each GPU's share, in any unit; left out, by free memory")
        List<Double> tensorSplit,

        @Option(value = "the GPU that takes all when nothing is split", otherwise = "0")
        int main,

        @Option(
                "tensors that lie elsewhere than their layer, as PATTERN=DEVICE; not with layers: auto, which finds its own")
        List<String> overrides,

        @Option("how keys and values are stored: f32, f16, bf16, q8_0, q5_1, q5_0, q4_1 or q4_0; left out, f16")
        @Nullable
        String kvType,

        @Option(
                "whether attention is computed in one pass; left out, the library's choice, and on where kv-type needs it")
        @Nullable
        Boolean flashAttention,

        @Option(
                value =
                        "tokens of a prompt that are read in one call: more is faster on a GPU, and coarser to cancel and reuse",
                otherwise = "64")
        int promptChunk) {

    /** Little enough that a reply is cancelled soon on a processor, too. */
    static final int DEFAULT_CHUNK = 64;

    /** Everything on the processor, as the library keeps it. */
    static final Placement DEFAULT =
            new Placement(null, Split.LAYER, List.of(), 0, List.of(), null, null, DEFAULT_CHUNK);

    private static final int LEAST_CHUNK = 16;
    private static final int MOST_CHUNK = 2048;
    private static final String AUTO = "auto";
    private static final String ALL = "all";

    public Placement {
        tensorSplit = List.copyOf(tensorSplit);
        overrides = List.copyOf(overrides);
        checkTogether(layers, split, tensorSplit, main, overrides);
        if (promptChunk < LEAST_CHUNK || promptChunk > MOST_CHUNK) {
            throw new IllegalArgumentException(
                    "prompt-chunk: " + promptChunk + ", expected " + LEAST_CHUNK + " to " + MOST_CHUNK);
        }
        new Offload(count(layers), split, tensorSplit, main, pins(overrides));
        new KvCache(type(kvType), flashAttention);
    }

    private static void checkTogether(
            @Nullable Word layers, Split split, List<Double> shares, int main, List<String> overrides) {
        if (isAuto(layers) && !(overrides.isEmpty() && shares.isEmpty() && split == Split.LAYER)) {
            throw new IllegalArgumentException(
                    "layers: auto, with split, tensor-split or overrides, which it finds itself; expected all or a number");
        }
        if (split == Split.NONE && !shares.isEmpty()) {
            throw new IllegalArgumentException("tensor-split: " + shares + " with split: none, expected layer or row");
        }
        if (split == Split.LAYER && main != 0) {
            throw new IllegalArgumentException("main: " + main + " with split: layer, expected none or row");
        }
    }

    private static boolean isAuto(@Nullable Word layers) {
        return layers != null && layers.text().equals(AUTO);
    }

    private static int count(@Nullable Word layers) {
        if (layers == null || isAuto(layers)) {
            return 0;
        }
        if (layers.text().equals(ALL)) {
            return Offload.ALL;
        }
        if (!layers.text().matches("[0-9]{1,4}")) {
            throw new IllegalArgumentException("layers: " + layers + ", expected auto, all, or 0 to " + Offload.ALL);
        }
        return Integer.parseInt(layers.text());
    }

    private static List<Offload.Pin> pins(List<String> overrides) {
        return overrides.stream().map(Offload.Pin::parse).toList();
    }

    private static KvType type(@Nullable String label) {
        return label == null
                ? KvType.F16
                : KvType.of(label)
                        .orElseThrow(() -> new IllegalArgumentException(
                                "kv-type: \"" + label + "\", expected one of " + KvType.labels()));
    }

    /** Whether the memory that is free decides. */
    public boolean isAuto() {
        return isAuto(layers);
    }

    /** Whether it needs a GPU to come true. */
    boolean asksForGpu() {
        return isAuto() || offload().usesGpu();
    }

    /** What the library is told; nothing of layers when they are found by the memory that is free. */
    public Offload offload() {
        return new Offload(count(layers), split, tensorSplit, main, pins(overrides));
    }

    public KvCache cache() {
        return new KvCache(type(kvType), flashAttention);
    }

    /** Throws {@link IllegalArgumentException} when a model cannot keep its cache so. The library would end the process. */
    void check(ModelProfile model) {
        var type = cache().type();
        for (var layer : model.layers()) {
            long head = layer.keyValueHeads() == 0 ? 0 : layer.keyWidth() / layer.keyValueHeads();
            if (type.isQuantised() && head % type.blockElements() != 0) {
                throw new IllegalArgumentException("kv-type: " + kvType + " takes heads in blocks of "
                        + type.blockElements() + ", this model's have " + head + "; expected f32, f16 or bf16");
            }
            if (type.isQuantised() && layer.keyWidth() != layer.valueWidth()) {
                throw new IllegalArgumentException("kv-type: " + kvType
                        + " needs flash attention, which this model's unequal keys and values rule out; expected f32,"
                        + " f16 or bf16");
            }
        }
    }
}
