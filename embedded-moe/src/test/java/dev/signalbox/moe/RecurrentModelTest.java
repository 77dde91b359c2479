package dev.signalbox.moe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.moe.adapter.Adapters;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufWriter;
import dev.signalbox.moe.gguf.GgufWriter.TensorData;
import dev.signalbox.moe.gguf.TensorType;
import dev.signalbox.moe.llama.Likelihood;
import dev.signalbox.moe.llama.LlamaModel;
import dev.signalbox.moe.llama.Sampling;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that keeps a state in place of keys and values, and so cannot forget the end of a prompt alone. */
final class RecurrentModelTest {

    private static final int CONTEXT = 256;
    private static final int WIDTH = 32;
    private static final int INNER = 2 * WIDTH;
    private static final int STATE = 16;
    private static final int KERNEL = 4;
    private static final int RANK = 4;
    private static final int LAYERS = 2;

    @TempDir
    static Path home;

    @Test
    void begin_promptThatSharesABeginning_readWholeAndTheSameAsFresh() throws IOException {
        var first = prompt(150, 1);
        var second = prompt(170, 2);
        System.arraycopy(first, 0, second, 0, 100);
        try (var model = NativeLibrary.load(home.resolve("native")).open(write(home.resolve("recurrent.gguf")));
                var reader = new PromptReader(model, CONTEXT, 64, 1, null);
                var fresh = new PromptReader(model, CONTEXT, 64, 1, null)) {
            read(reader, first, model);
            assertThat(read(reader, second, model)).isEqualTo(read(fresh, second, model));
            assertThat(reader.reused()).isZero();
        }
    }

    private static int[] prompt(int length, long seed) {
        return new SplittableRandom(seed)
                .ints(length, TinyModel.token('a'), TinyModel.token('z'))
                .toArray();
    }

    /** The likeliest tokens after the prompt. */
    private static List<Likelihood> read(PromptReader reader, int[] prompt, LlamaModel model) {
        var order = new Generation.Order(1, Sampling.GREEDY, List.of(), null, null, Adapters.NONE);
        reader.begin(new Generation(prompt, order));
        while (!reader.isDone()) {
            reader.step();
        }
        try (var sampler = model.sampler(Sampling.GREEDY, 1, null)) {
            int token = reader.context().draw(sampler, reader.last());
            return reader.context().likelihoods(reader.last(), token, 5);
        }
    }

    /** Mamba, of the smallest size. */
    private static Path write(Path file) throws IOException {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.architecture", new GgufValue.Text("mamba"));
        metadata.put("mamba.context_length", GgufValue.uint32(CONTEXT));
        metadata.put("mamba.embedding_length", GgufValue.uint32(WIDTH));
        metadata.put("mamba.feed_forward_length", GgufValue.uint32(0));
        metadata.put("mamba.attention.head_count", GgufValue.uint32(0));
        metadata.put("mamba.block_count", GgufValue.uint32(LAYERS));
        metadata.put("mamba.ssm.conv_kernel", GgufValue.uint32(KERNEL));
        metadata.put("mamba.ssm.inner_size", GgufValue.uint32(INNER));
        metadata.put("mamba.ssm.state_size", GgufValue.uint32(STATE));
        metadata.put("mamba.ssm.time_step_rank", GgufValue.uint32(RANK));
        metadata.put("mamba.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        TinyModel.vocabulary().forEach(metadata::put);
        var random = new SplittableRandom(7);
        var data = tensors().stream()
                .map(tensor -> new TensorData(tensor, numbers(tensor, random)))
                .toList();
        GgufWriter.write(file, metadata, data);
        return file;
    }

    private static List<GgufTensor> tensors() {
        var tensors = new ArrayList<GgufTensor>();
        tensors.add(tensor("token_embd.weight", WIDTH, TinyModel.VOCABULARY));
        tensors.add(tensor("output_norm.weight", WIDTH));
        for (int layer = 0; layer < LAYERS; layer++) {
            var prefix = "blk." + layer + ".";
            tensors.add(tensor(prefix + "attn_norm.weight", WIDTH));
            tensors.add(tensor(prefix + "ssm_in.weight", WIDTH, 2 * INNER));
            tensors.add(tensor(prefix + "ssm_conv1d.weight", KERNEL, INNER));
            tensors.add(tensor(prefix + "ssm_conv1d.bias", INNER));
            tensors.add(tensor(prefix + "ssm_x.weight", INNER, RANK + 2 * STATE));
            tensors.add(tensor(prefix + "ssm_dt.weight", RANK, INNER));
            tensors.add(tensor(prefix + "ssm_dt.bias", INNER));
            tensors.add(tensor(prefix + "ssm_a", STATE, INNER));
            tensors.add(tensor(prefix + "ssm_d", INNER));
            tensors.add(tensor(prefix + "ssm_out.weight", INNER, WIDTH));
        }
        return tensors;
    }

    private static GgufTensor tensor(String name, long... dimensions) {
        return new GgufTensor(name, Arrays.stream(dimensions).boxed().toList(), TensorType.F32, 0);
    }

    /** States decay, norms are ones. */
    private static MemorySegment numbers(GgufTensor tensor, RandomGenerator random) {
        var bytes = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            double drawn = 0.3 * random.nextGaussian();
            bytes.putFloat((float)
                    (tensor.name().endsWith("ssm_a") ? -1 : tensor.name().contains("norm") ? 1 : drawn));
        }
        return MemorySegment.ofArray(bytes.array());
    }
}
