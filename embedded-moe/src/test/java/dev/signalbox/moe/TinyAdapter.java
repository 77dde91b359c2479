package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Writes adapters of random numbers for {@link TinyModel#random}: on attention, router and experts of its two layers. */
public final class TinyAdapter {

    private static final long WIDTH = 64;
    private static final long EXPERTS = 4;
    private static final int LAYERS = 2;

    private final LinkedHashMap<String, GgufValue> metadata = new LinkedHashMap<>();
    private final LinkedHashMap<GgufTensor, ByteBuffer> tensors = new LinkedHashMap<>();
    private final RandomGenerator random;

    private TinyAdapter(long seed) {
        random = new SplittableRandom(seed);
        metadata.put("general.architecture", new GgufValue.Text("llama"));
        metadata.put("general.type", new GgufValue.Text("adapter"));
        metadata.put("adapter.type", new GgufValue.Text("lora"));
        metadata.put("adapter.lora.alpha", GgufValue.float32(4));
    }

    /** Of attention, router and experts. */
    public static TinyAdapter random(long seed, long rank) {
        var adapter = new TinyAdapter(seed);
        for (int layer = 0; layer < LAYERS; layer++) {
            var block = "blk." + layer + ".";
            adapter.pair(block + "attn_q.weight", List.of(WIDTH, rank), List.of(rank, WIDTH));
            adapter.pair(block + "ffn_gate_inp.weight", List.of(WIDTH, rank), List.of(rank, EXPERTS));
            adapter.pair(block + "ffn_down_exps.weight", List.of(WIDTH, rank, EXPERTS), List.of(rank, WIDTH, EXPERTS));
        }
        return adapter;
    }

    /** Of nothing yet. */
    public static TinyAdapter empty() {
        return new TinyAdapter(1);
    }

    public TinyAdapter pair(String name, List<Long> a, List<Long> b) {
        return tensor(name + ".lora_a", a, TensorType.F32).tensor(name + ".lora_b", b, TensorType.F32);
    }

    public TinyAdapter tensor(String name, List<Long> dimensions, TensorType type) {
        var tensor = new GgufTensor(name, dimensions, type, 0);
        var data = ByteBuffer.allocate((int) tensor.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (type == TensorType.F32 && data.hasRemaining()) {
            data.putFloat((float) random.nextGaussian() * 0.3f);
        }
        tensors.put(tensor, data.rewind());
        return this;
    }

    public TinyAdapter without(String tensor) {
        tensors.keySet().removeIf(each -> each.name().equals(tensor));
        return this;
    }

    public TinyAdapter with(String key, GgufValue value) {
        metadata.put(key, value);
        return this;
    }

    public long bytes() {
        return tensors.keySet().stream().mapToLong(GgufTensor::bytes).sum();
    }

    public Path write(Path file) throws IOException {
        GgufWriter.write(file, metadata, tensors);
        return file;
    }
}
