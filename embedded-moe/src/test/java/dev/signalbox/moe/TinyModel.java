package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * Writes Mixtral-layout models whose weights need no training: random ones, whose replies depend on the whole prompt, and
 * scripted ones, which follow each token with a fixed next one.
 */
final class TinyModel {

    static final int END = 2;
    private static final int BYTES = 3;
    private static final int CHARACTERS = BYTES + 256;
    private static final int VOCABULARY = CHARACTERS + 95;
    private static final int EXPERTS = 4;
    private static final int HEADS = 4;

    private final int width;
    private final int context;
    private final LinkedHashMap<GgufTensor, ByteBuffer> tensors = new LinkedHashMap<>();

    private TinyModel(int width, int context) {
        this.width = width;
        this.context = context;
    }

    /** A model that attends, routes and mixes at random. */
    static Path random(Path file, long seed, int context) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        var model = new TinyModel(64, context);
        var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        model.fill(random, 0.6, 2);
        return model.write(file);
    }

    /**
     * A model that writes {@code next.get(token)} after {@code token}, whatever came before. Bytes are tokens 3 to 258,
     * printable ASCII characters 259 and up.
     */
    static Path scripted(Path file, Map<Integer, Integer> next, int context) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        var model = new TinyModel(384, context);
        model.tensor("token_embd.weight", List.of(384L, (long) VOCABULARY), at -> at % 384 == at / 384 ? 1 : 0);
        model.tensor("output.weight", List.of(384L, (long) VOCABULARY), at -> {
            Integer follower = next.get((int) (at % 384));
            return follower != null && follower == at / 384 ? 1 : 0;
        });
        model.tensor("output_norm.weight", List.of(384L), _ -> 1);
        model.layer(0, _ -> 0);
        return model.write(file);
    }

    /** The script that writes {@code text} after {@code sign} and then ends; no two equal bytes may stand in it. */
    static Map<Integer, Integer> script(char sign, String text) {
        var tokens = new ArrayList<Integer>();
        tokens.add(token(sign));
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            tokens.add(each >= ' ' && each <= '~' ? token((char) each) : BYTES + Byte.toUnsignedInt(each));
        }
        tokens.add(END);
        var next = new LinkedHashMap<Integer, Integer>();
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (next.put(tokens.get(i), tokens.get(i + 1)) != null) {
                throw new IllegalArgumentException(text + ": a byte stands there twice");
            }
        }
        return next;
    }

    static int token(char printable) {
        return CHARACTERS + printable - ' ';
    }

    private void fill(RandomGenerator random, double scale, int layers) {
        tensor("token_embd.weight", List.of((long) width, (long) VOCABULARY), _ -> random.nextGaussian());
        tensor("output.weight", List.of((long) width, (long) VOCABULARY), _ -> random.nextGaussian());
        tensor("output_norm.weight", List.of((long) width), _ -> 1);
        for (int i = 0; i < layers; i++) {
            layer(i, _ -> random.nextGaussian() * scale);
        }
    }

    private void layer(int index, Weight weight) {
        var name = "blk." + index + ".";
        long wide = width;
        for (var norm : List.of("attn_norm", "ffn_norm")) {
            tensor(name + norm + ".weight", List.of(wide), _ -> 1);
        }
        for (var square : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
            tensor(name + square + ".weight", List.of(wide, wide), weight);
        }
        tensor(name + "ffn_gate_inp.weight", List.of(wide, (long) EXPERTS), weight);
        for (var experts : List.of("ffn_gate_exps", "ffn_up_exps", "ffn_down_exps")) {
            tensor(name + experts + ".weight", List.of(wide, wide, (long) EXPERTS), weight);
        }
    }

    /** A number by its place in the tensor. */
    private interface Weight {
        double at(long place);
    }

    private void tensor(String name, List<Long> dimensions, Weight weight) {
        var tensor = new GgufTensor(name, dimensions, TensorType.F32, 0);
        int count = Math.toIntExact(tensor.bytes() / Float.BYTES);
        var data = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            data.putFloat((float) weight.at(i));
        }
        tensors.put(tensor, data.flip());
    }

    private Path write(Path file) throws IOException {
        GgufWriter.write(file, metadata(), tensors);
        return file;
    }

    private LinkedHashMap<String, GgufValue> metadata() {
        var entries = new LinkedHashMap<String, GgufValue>();
        entries.put("general.architecture", new GgufValue.Text("llama"));
        entries.put("general.name", new GgufValue.Text("tiny"));
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put("vocab_size", VOCABULARY);
        sizes.put("context_length", context);
        sizes.put("embedding_length", width);
        sizes.put("block_count", (int) tensors.keySet().stream()
                .filter(tensor -> tensor.name().endsWith("attn_norm.weight"))
                .count());
        sizes.put("feed_forward_length", width);
        sizes.put("attention.head_count", HEADS);
        sizes.put("attention.head_count_kv", HEADS);
        sizes.put("rope.dimension_count", width / HEADS);
        sizes.put("expert_count", EXPERTS);
        sizes.put("expert_used_count", 2);
        sizes.forEach((key, size) -> entries.put("llama." + key, GgufValue.uint32(size)));
        entries.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        entries.put("llama.rope.freq_base", GgufValue.float32(10_000));
        vocabulary(entries);
        return entries;
    }

    private static void vocabulary(Map<String, GgufValue> entries) {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        var types = new ArrayList<>(List.of(2, 3, 3));
        IntStream.range(0, 256).forEach(each -> {
            tokens.add("<0x%02X>".formatted(each));
            types.add(6);
        });
        IntStream.rangeClosed(' ', '~').forEach(each -> {
            tokens.add(each == ' ' ? "\u2581" : Character.toString(each));
            types.add(1);
        });
        entries.put("tokenizer.ggml.model", new GgufValue.Text("llama"));
        entries.put("tokenizer.ggml.pre", new GgufValue.Text("default"));
        entries.put("tokenizer.ggml.tokens", GgufValue.texts(tokens));
        entries.put(
                "tokenizer.ggml.scores",
                new GgufValue.Sequence(
                        GgufValue.Type.FLOAT32,
                        tokens.stream().map(_ -> GgufValue.float32(0)).toList()));
        entries.put(
                "tokenizer.ggml.token_type",
                new GgufValue.Sequence(
                        GgufValue.Type.INT32,
                        types.stream()
                                .<GgufValue>map(type -> new GgufValue.Whole(GgufValue.Type.INT32, type))
                                .toList()));
        entries.put("tokenizer.ggml.bos_token_id", GgufValue.uint32(1));
        entries.put("tokenizer.ggml.eos_token_id", GgufValue.uint32(END));
        entries.put("tokenizer.ggml.unknown_token_id", GgufValue.uint32(0));
        entries.put("tokenizer.ggml.add_bos_token", new GgufValue.Truth(true));
        entries.put("tokenizer.ggml.add_eos_token", new GgufValue.Truth(false));
        entries.put("tokenizer.ggml.add_space_prefix", new GgufValue.Truth(false));
    }
}
