package dev.signalbox.moe;

import dev.signalbox.moe.gguf.Blueprint;
import dev.signalbox.moe.gguf.Blueprint.Layout;
import dev.signalbox.moe.gguf.ByteVocabulary;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufValue.Type;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.GgufWriter.TensorData;
import dev.signalbox.moe.gguf.RandomWeights;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Ways to make a small good model a bad one that still is a GGUF file. */
final class Mutations {

    private static final long[] NUMBERS = {0, 1, 3, 5, 7, 31, 64, 128, 257, 355, 65_536, 1L << 31, (1L << 32) - 1};
    private static final List<String> ABSENT = List.of(
            "A.attention.key_length",
            "A.attention.value_length",
            "A.attention.causal",
            "A.attention.clamp_kqv",
            "A.attention.max_alibi_bias",
            "A.attention.sliding_window",
            "A.attention.layer_norm_epsilon",
            "A.attention.scale",
            "A.expert_feed_forward_length",
            "A.expert_shared_feed_forward_length",
            "A.expert_shared_count",
            "A.expert_weights_scale",
            "A.expert_weights_norm",
            "A.expert_gating_func",
            "A.leading_dense_block_count",
            "A.pooling_type",
            "A.rope.scaling.type",
            "A.rope.scaling.factor",
            "A.rope.scale_linear",
            "A.rope.scaling.original_context_length",
            "A.rope.scaling.attn_factor",
            "A.rope.dimension_sections",
            "A.logit_scale",
            "A.final_logit_softcapping",
            "A.tensor_data_layout",
            "general.alignment",
            "general.type",
            "general.file_type",
            "general.quantization_version",
            "split.count",
            "split.no",
            "split.tensors.count",
            "tokenizer.chat_template",
            "tokenizer.ggml.eot_token_id",
            "tokenizer.ggml.eom_token_id",
            "tokenizer.ggml.seperator_token_id",
            "tokenizer.ggml.padding_token_id",
            "tokenizer.ggml.cls_token_id",
            "tokenizer.ggml.mask_token_id",
            "tokenizer.ggml.fim_pre_token_id",
            "tokenizer.ggml.prefix_token_id",
            "tokenizer.ggml.merges",
            "tokenizer.ggml.added_tokens",
            "tokenizer.ggml.token_type_count",
            "tokenizer.ggml.precompiled_charsmap",
            "tokenizer.ggml.remove_extra_whitespaces");

    private final Layout layout;
    private final Blueprint blueprint;
    private final SplittableRandom random = new SplittableRandom(1);

    Mutations(Layout layout) {
        this.layout = layout;
        blueprint = new Blueprint(
                "mutant",
                layout,
                new Blueprint.Trunk(ByteVocabulary.LEAST, 32, 2, 2, 2),
                new Blueprint.Experts(3, 2, 32, layout == Layout.QWEN2MOE ? 32 : 0),
                TensorType.F32,
                64);
    }

    /** A model under change. */
    record Mutant(LinkedHashMap<String, GgufValue> metadata, ArrayList<TensorData> tensors) {
        void write(Path file) throws IOException {
            GgufWriter.write(file, metadata, tensors);
        }
    }

    /** A change, and what it is called. */
    record Mutation(String what, Consumer<Mutant> change) {}

    Mutant good() {
        var filler = RandomWeights.gaussian(new SplittableRandom(2), 0.5);
        var tensors = new ArrayList<TensorData>();
        blueprint.tensors().forEach(tensor -> tensors.add(new TensorData(tensor, filler.fill(tensor))));
        return new Mutant(new LinkedHashMap<>(blueprint.metadata()), tensors);
    }

    /** Every single change that this class knows. */
    List<Mutation> all() {
        var all = new ArrayList<Mutation>();
        var prefix = blueprint.metadata().get("general.architecture") instanceof GgufValue.Text(String name)
                ? name
                : layout.name();
        var keys = Stream.concat(
                        blueprint.metadata().keySet().stream(),
                        ABSENT.stream().map(key -> key.startsWith("A.") ? prefix + key.substring(1) : key))
                .toList();
        keys.forEach(key -> entry(all, key));
        for (int i = 0; i < blueprint.tensors().size(); i++) {
            tensor(all, i);
        }
        return all;
    }

    private void entry(List<Mutation> all, String key) {
        all.add(new Mutation(key + " removed", mutant -> mutant.metadata().remove(key)));
        for (long number : NUMBERS) {
            put(all, key, GgufValue.uint32(number));
        }
        put(all, key, new GgufValue.Whole(Type.INT32, -1));
        put(all, key, new GgufValue.Whole(Type.UINT64, -1));
        for (double number : new double[] {0, -1, 1e-30, 1e30, Double.NaN, Double.POSITIVE_INFINITY}) {
            put(all, key, GgufValue.float32(number));
        }
        put(all, key, new GgufValue.Truth(true));
        put(all, key, new GgufValue.Truth(false));
        for (var text : List.of("", "x", "gpt2", "bert", "t5", "rwkv", "no_vocab", "yarn", "A".repeat(9_000))) {
            put(all, key, new GgufValue.Text(text));
        }
        put(all, key, GgufValue.texts(List.of()));
        put(all, key, GgufValue.texts(List.of("a", "b c")));
        put(all, key, new GgufValue.Sequence(Type.UINT32, List.of()));
        put(all, key, numbers(2, 2));
        put(all, key, numbers(1, 2));
        put(all, key, numbers(0, 0));
        put(
                all,
                key,
                new GgufValue.Sequence(
                        Type.INT8, List.of(new GgufValue.Whole(Type.INT8, 9), new GgufValue.Whole(Type.INT8, -9))));
        put(all, key, new GgufValue.Sequence(Type.ARRAY, List.of(numbers(2, 2))));
        all.add(new Mutation(key + " items", mutant -> items(mutant, key)));
        all.add(new Mutation(key + " shorter", mutant -> resize(mutant, key, -1)));
        all.add(new Mutation(key + " longer", mutant -> resize(mutant, key, 1)));
    }

    private static GgufValue numbers(long... numbers) {
        return new GgufValue.Sequence(
                Type.UINT32, Arrays.stream(numbers).mapToObj(GgufValue::uint32).toList());
    }

    private static void put(List<Mutation> all, String key, GgufValue value) {
        var text = value.toString();
        all.add(new Mutation(
                key + " = " + text.substring(0, Math.min(60, text.length())),
                mutant -> mutant.metadata().put(key, value)));
    }

    /** One item of an array is another one. */
    private void items(Mutant mutant, String key) {
        if (mutant.metadata().get(key) instanceof GgufValue.Sequence(var element, var values) && values.size() > 1) {
            var changed = new ArrayList<>(values);
            int from = random.nextInt(changed.size());
            changed.set(random.nextInt(changed.size()), changed.get(from));
            switch (element) {
                case STRING -> changed.set(from, new GgufValue.Text(random.nextBoolean() ? "" : "\u0000z"));
                case INT32 -> changed.set(from, new GgufValue.Whole(Type.INT32, random.nextInt(-2, 9)));
                case FLOAT32 -> changed.set(from, GgufValue.float32(Double.NaN));
                default -> changed.set(from, changed.get(0));
            }
            mutant.metadata().put(key, new GgufValue.Sequence(element, changed));
        }
    }

    private static void resize(Mutant mutant, String key, int by) {
        if (mutant.metadata().get(key) instanceof GgufValue.Sequence(var element, var values) && !values.isEmpty()) {
            var changed = new ArrayList<>(values);
            if (by < 0) {
                changed.removeLast();
            } else {
                changed.add(changed.getFirst());
            }
            mutant.metadata().put(key, new GgufValue.Sequence(element, changed));
        }
    }

    private void tensor(List<Mutation> all, int index) {
        var name = blueprint.tensors().get(index).name();
        all.add(new Mutation(name + " removed", mutant -> remove(mutant, name)));
        for (var type : TensorType.values()) {
            change(all, name, type.name(), tensor -> made(tensor.name(), tensor.dimensions(), type));
        }
        change(all, name, "renamed", tensor -> made("blk.7.x.weight", tensor.dimensions(), tensor.type()));
        change(
                all,
                name,
                "reversed",
                tensor -> made(tensor.name(), tensor.dimensions().reversed(), tensor.type()));
        for (int i = 0; i < 4; i++) {
            int at = i;
            change(all, name, "wider " + i, tensor -> resized(tensor, at, 2, 1));
            change(all, name, "narrower " + i, tensor -> resized(tensor, at, 1, 2));
            change(all, name, "one more " + i, tensor -> resized(tensor, at, 1, 1));
        }
        all.add(new Mutation(name + " not numbers", mutant -> garbage(mutant, name)));
        all.add(new Mutation(name + " again as extra", mutant -> {
            var tensor = made("extra." + name.length(), List.of(32L), TensorType.F32);
            mutant.tensors().add(new TensorData(tensor, MemorySegment.ofArray(new byte[(int) tensor.bytes()])));
        }));
    }

    private static void remove(Mutant mutant, String name) {
        mutant.tensors().removeIf(each -> each.tensor().name().equals(name));
    }

    private static void garbage(Mutant mutant, String name) {
        mutant.tensors().replaceAll(each -> {
            if (!each.tensor().name().equals(name)) {
                return each;
            }
            var bytes = new byte[(int) each.tensor().bytes()];
            Arrays.fill(bytes, (byte) 0xff);
            return new TensorData(each.tensor(), MemorySegment.ofArray(bytes));
        });
    }

    private interface Change {
        GgufTensor of(GgufTensor tensor);
    }

    private void change(List<Mutation> all, String name, String what, Change change) {
        all.add(new Mutation(
                name + " " + what,
                mutant -> mutant.tensors().replaceAll(each -> {
                    if (!each.tensor().name().equals(name)) {
                        return each;
                    }
                    var tensor = change.of(each.tensor());
                    if (tensor.dimensions().equals(each.tensor().dimensions())
                            && tensor.type() == each.tensor().type()) {
                        return new TensorData(tensor, each.data());
                    }
                    var bytes = new byte[Math.toIntExact(tensor.bytes())];
                    random.nextBytes(bytes);
                    return new TensorData(tensor, MemorySegment.ofArray(bytes));
                })));
    }

    /** Rows are made to be whole blocks. */
    private static GgufTensor made(String name, List<Long> dimensions, TensorType type) {
        var fitting = new ArrayList<>(dimensions);
        fitting.set(0, Math.ceilDiv(fitting.getFirst(), (long) type.blockElements()) * type.blockElements());
        return new GgufTensor(name, fitting, type, 0);
    }

    private static GgufTensor resized(GgufTensor tensor, int at, int times, int by) {
        var dimensions = new ArrayList<>(tensor.dimensions());
        while (dimensions.size() <= at) {
            dimensions.add(1L);
        }
        long size = dimensions.get(at);
        dimensions.set(at, times == 1 && by == 1 ? size + 1 : Math.max(1, size * times / by));
        return made(tensor.name(), dimensions, tensor.type());
    }
}
