package dev.signalbox.cli.bench;

import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/**
 * Writes a sparse model of a wanted size with random weights: it costs what a trained one of its shape costs, and says
 * nothing. Mixtral layout, eight experts of which two are used, Q8_0; it never ends a reply by itself, and its tokens are
 * the printable characters, so that lengths are known.
 */
public final class RandomMoe {

    /** Tokens that the model claims to have been trained on at once. */
    public static final int CONTEXT = 4096;

    private static final int EXPERTS = 8;
    private static final int EXPERTS_USED = 2;
    private static final int HEAD = 64;
    private static final int SPECIALS = 3;
    private static final int BYTE_TOKENS = 256;
    private static final double SCALE = 4e-4;

    private final Shape shape;
    private final LinkedHashMap<GgufTensor, ByteBuffer> tensors = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(20260101);
    private ByteBuffer weights = ByteBuffer.allocate(0);

    private RandomMoe(Shape shape) {
        this.shape = shape;
    }

    /**
     * The sizes of a model.
     *
     * @param width of a token's vector
     * @param inner width of an expert's hidden layer
     */
    public record Shape(int vocabulary, int width, int inner, int layers) {

        /** The shape whose parameters come closest to {@code parameters}. */
        public static Shape of(long parameters) {
            var narrow = parameters < 100_000_000 ? new Shape(4_096, 256, 512, 1) : new Shape(32_000, 1_024, 1_792, 1);
            long layers = Math.round((double) (parameters - narrow.embedding()) / narrow.layer());
            return new Shape(narrow.vocabulary, narrow.width, narrow.inner, (int) Math.max(1, layers));
        }

        /** All weights. */
        public long parameters() {
            return embedding() + layers * layer();
        }

        /** The weights that one token meets. */
        public long activeParameters() {
            return parameters() - (long) layers * (EXPERTS - EXPERTS_USED) * 3 * width * inner;
        }

        private long embedding() {
            return 2L * vocabulary * width;
        }

        private long layer() {
            return 2L * width * width + 2L * width * keys() + (long) EXPERTS * 3 * width * inner;
        }

        private int heads() {
            return width / HEAD;
        }

        private int keyHeads() {
            return heads() / 4;
        }

        private int keys() {
            return keyHeads() * HEAD;
        }
    }

    /** Writes it unless the file is there, whole or not at all. */
    public static Path write(Path file, Shape shape) throws IOException {
        if (Files.exists(file)) {
            return file;
        }
        Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
        var model = new RandomMoe(shape);
        model.fill();
        var part = file.resolveSibling(file.getFileName() + ".part");
        GgufWriter.write(part, model.metadata(), model.tensors);
        return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void fill() {
        int width = shape.width();
        int largest = Math.max(shape.vocabulary(), EXPERTS * shape.inner());
        weights = blocks((long) width * largest);
        quantised("token_embd", width, shape.vocabulary());
        quantised("output", width, shape.vocabulary());
        silenceSpecials();
        ones("output_norm");
        for (int i = 0; i < shape.layers(); i++) {
            layer("blk." + i + ".", width, shape.keys(), shape.inner());
        }
    }

    private void layer(String name, int width, int keys, int inner) {
        ones(name + "attn_norm");
        quantised(name + "attn_q", width, width);
        quantised(name + "attn_k", width, keys);
        quantised(name + "attn_v", width, keys);
        quantised(name + "attn_output", width, width);
        ones(name + "ffn_norm");
        router(name + "ffn_gate_inp");
        quantised(name + "ffn_gate_exps", width, inner, EXPERTS);
        quantised(name + "ffn_up_exps", width, inner, EXPERTS);
        quantised(name + "ffn_down_exps", inner, width, EXPERTS);
    }

    /** Random Q8_0 blocks, a half-precision scale and 32 bytes each; every tensor is a part of them. */
    private ByteBuffer blocks(long elements) {
        int block = TensorType.Q8_0.blockElements();
        int bytes = Math.toIntExact(elements / block * (block + Short.BYTES));
        var buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new byte[block];
        while (buffer.hasRemaining()) {
            buffer.putShort(Float.floatToFloat16((float) SCALE));
            random.nextBytes(numbers);
            buffer.put(numbers);
        }
        return buffer.flip();
    }

    private void quantised(String name, int... dimensions) {
        var tensor = new GgufTensor(
                name + ".weight",
                IntStream.of(dimensions).mapToObj(Long::valueOf).toList(),
                TensorType.Q8_0,
                0);
        tensors.put(tensor, weights.slice(0, Math.toIntExact(tensor.bytes())));
    }

    /** No special token is ever the likeliest, so that no reply ends before its length. */
    private void silenceSpecials() {
        var output = tensors.lastEntry();
        var copy = ByteBuffer.allocate(output.getValue().remaining())
                .put(output.getValue().duplicate());
        int row = copy.capacity() / shape.vocabulary();
        for (int i = 0; i < SPECIALS * row; i++) {
            copy.put(i, (byte) 0);
        }
        tensors.put(output.getKey(), copy.flip());
    }

    private void ones(String name) {
        floats(name, List.of((long) shape.width()), () -> 1);
    }

    private void router(String name) {
        floats(name, List.of((long) shape.width(), (long) EXPERTS), random::nextGaussian);
    }

    private void floats(String name, List<Long> dimensions, DoubleSupplier value) {
        var tensor = new GgufTensor(name + ".weight", dimensions, TensorType.F32, 0);
        var data = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putFloat((float) value.getAsDouble());
        }
        tensors.put(tensor, data.flip());
    }

    private SequencedMap<String, GgufValue> metadata() {
        var entries = new LinkedHashMap<String, GgufValue>();
        entries.put("general.architecture", new GgufValue.Text("llama"));
        entries.put("general.name", new GgufValue.Text("random"));
        var sizes = new LinkedHashMap<String, Integer>();
        sizes.put("vocab_size", shape.vocabulary());
        sizes.put("context_length", CONTEXT);
        sizes.put("embedding_length", shape.width());
        sizes.put("block_count", shape.layers());
        sizes.put("feed_forward_length", shape.inner());
        sizes.put("attention.head_count", shape.heads());
        sizes.put("attention.head_count_kv", shape.keyHeads());
        sizes.put("rope.dimension_count", HEAD);
        sizes.put("expert_count", EXPERTS);
        sizes.put("expert_used_count", EXPERTS_USED);
        sizes.forEach((key, size) -> entries.put("llama." + key, GgufValue.uint32(size)));
        entries.put("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        entries.put("llama.rope.freq_base", GgufValue.float32(10_000));
        vocabulary(entries);
        return entries;
    }

    private void vocabulary(Map<String, GgufValue> entries) {
        var tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        var types = new ArrayList<>(List.of(2, 3, 3));
        IntStream.range(0, BYTE_TOKENS).forEach(each -> tokens.add("<0x%02X>".formatted(each)));
        IntStream.range(0, BYTE_TOKENS).forEach(_ -> types.add(6));
        IntStream.rangeClosed(' ', '~').forEach(each -> tokens.add(each == ' ' ? "\u2581" : Character.toString(each)));
        while (tokens.size() < shape.vocabulary()) {
            tokens.add("\u2581word" + tokens.size());
        }
        while (types.size() < shape.vocabulary()) {
            types.add(1);
        }
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
        entries.put("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
        entries.put("tokenizer.ggml.unknown_token_id", GgufValue.uint32(0));
        entries.put("tokenizer.ggml.add_bos_token", new GgufValue.Truth(true));
        entries.put("tokenizer.ggml.add_eos_token", new GgufValue.Truth(false));
        entries.put("tokenizer.ggml.add_space_prefix", new GgufValue.Truth(false));
    }
}
