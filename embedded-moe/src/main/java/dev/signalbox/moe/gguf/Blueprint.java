package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.LongStream;

/**
 * The plan of a sparse model whose weights need no training: for tests, and to measure what a model of its shape costs.
 *
 * @param name that it bears
 * @param matrices how its matrices are stored; norms, biases and routers are single precision, as llama.cpp wants them
 * @param context tokens that it claims to have been trained on at once
 */
public record Blueprint(String name, Layout layout, Trunk trunk, Experts experts, TensorType matrices, int context) {

    private static final String WEIGHT = ".weight";
    private static final String BIAS = ".bias";

    public Blueprint {
        requireNonNull(name);
        requireNonNull(layout);
        requireNonNull(matrices);
        if (context < 1) {
            throw new IllegalArgumentException("context: " + context + ", expected at least 1");
        }
        if (layout == Layout.OLMOE && trunk.heads() != trunk.keyValueHeads()) {
            throw new IllegalArgumentException("heads: OLMoE's share no keys, expected as many key-value heads");
        }
        if ((layout == Layout.QWEN2MOE) != (experts.sharedInner() > 0)) {
            throw new IllegalArgumentException("shared experts: expected in the qwen2moe layout, and in no other");
        }
    }

    /** Which known model's tensors it has. */
    public enum Layout {
        /** The plainest. */
        MIXTRAL("llama"),
        /** With norms of queries and keys. */
        OLMOE("olmoe"),
        /** With biases, and an expert that all tokens share. */
        QWEN2MOE("qwen2moe");

        private final String architecture;

        Layout(String architecture) {
            this.architecture = architecture;
        }
    }

    /**
     * What all tokens go through.
     *
     * @param vocabulary tokens, at least {@link ByteVocabulary#LEAST}
     * @param width numbers in a token's vector
     * @param heads of the attention, a divisor of the width
     * @param keyValueHeads that these share, a divisor of them
     */
    public record Trunk(int vocabulary, int width, int layers, int heads, int keyValueHeads) {

        public Trunk {
            if (vocabulary < ByteVocabulary.LEAST) {
                throw new IllegalArgumentException(
                        "vocabulary: " + vocabulary + ", expected at least " + ByteVocabulary.LEAST);
            }
            if (layers < 1 || heads < 1 || keyValueHeads < 1 || width % heads != 0 || heads % keyValueHeads != 0) {
                throw new IllegalArgumentException("trunk: " + layers + " layers, width " + width + ", " + heads
                        + " heads, " + keyValueHeads + " of keys, expected each to divide the one before the last");
            }
        }

        private int head() {
            return width / heads;
        }

        private int keys() {
            return keyValueHeads * head();
        }
    }

    /**
     * What tokens are sent to.
     *
     * @param count in each layer
     * @param used by each token
     * @param inner width of an expert's hidden layer
     * @param sharedInner of the shared expert's; 0 for none
     */
    public record Experts(int count, int used, int inner, int sharedInner) {

        public Experts {
            if (used < 1 || used > count || inner < 1 || sharedInner < 0) {
                throw new IllegalArgumentException("experts: " + used + " of " + count + ", inner " + inner + " and "
                        + sharedInner + ", expected at least one used and no more than there are");
            }
        }
    }

    /** Makes a tensor's numbers. */
    @FunctionalInterface
    public interface Filler {
        /** They are stored as its type says; segments of several tensors may share memory. */
        MemorySegment fill(GgufTensor tensor);
    }

    /** Writes the model to {@code file}. */
    public Path write(Path file, Filler filler) throws IOException {
        var data = tensors().stream()
                .map(tensor -> new GgufWriter.TensorData(tensor, filler.fill(tensor)))
                .toList();
        GgufWriter.write(file, metadata(), data);
        return file;
    }

    /** What its header will say. */
    public SequencedMap<String, GgufValue> metadata() {
        var sizes = new LinkedHashMap<String, Integer>();
        sizes.put("vocab_size", trunk.vocabulary());
        sizes.put("context_length", context);
        sizes.put("embedding_length", trunk.width());
        sizes.put("block_count", trunk.layers());
        sizes.put("feed_forward_length", experts.inner());
        sizes.put("attention.head_count", trunk.heads());
        sizes.put("attention.head_count_kv", trunk.keyValueHeads());
        sizes.put("rope.dimension_count", trunk.head());
        sizes.put("expert_count", experts.count());
        sizes.put("expert_used_count", experts.used());
        if (layout == Layout.QWEN2MOE) {
            sizes.put("expert_feed_forward_length", experts.inner());
            sizes.put("expert_shared_feed_forward_length", experts.sharedInner());
        }
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.architecture", new GgufValue.Text(layout.architecture));
        metadata.put("general.name", new GgufValue.Text(name));
        var prefix = layout.architecture + ".";
        sizes.forEach((key, size) -> metadata.put(prefix + key, GgufValue.uint32(size)));
        metadata.put(prefix + "attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5));
        metadata.put(prefix + "rope.freq_base", GgufValue.float32(10_000));
        ByteVocabulary.describe(metadata, trunk.vocabulary());
        return metadata;
    }

    /** What it will hold. */
    public List<GgufTensor> tensors() {
        var tensors = new ArrayList<GgufTensor>();
        tensors.add(matrix("token_embd", trunk.width(), trunk.vocabulary()));
        tensors.add(matrix("output", trunk.width(), trunk.vocabulary()));
        tensors.add(plain("output_norm" + WEIGHT, trunk.width()));
        for (int i = 0; i < trunk.layers(); i++) {
            attention(tensors, "blk." + i + ".");
            experts(tensors, "blk." + i + ".");
        }
        return tensors;
    }

    private void attention(List<GgufTensor> tensors, String prefix) {
        int width = trunk.width();
        int keys = trunk.keys();
        tensors.add(plain(prefix + "attn_norm" + WEIGHT, width));
        tensors.add(matrix(prefix + "attn_q", width, width));
        tensors.add(matrix(prefix + "attn_k", width, keys));
        tensors.add(matrix(prefix + "attn_v", width, keys));
        tensors.add(matrix(prefix + "attn_output", width, width));
        if (layout == Layout.OLMOE) {
            tensors.add(plain(prefix + "attn_q_norm" + WEIGHT, width));
            tensors.add(plain(prefix + "attn_k_norm" + WEIGHT, keys));
        }
        if (layout == Layout.QWEN2MOE) {
            tensors.add(plain(prefix + "attn_q" + BIAS, width));
            tensors.add(plain(prefix + "attn_k" + BIAS, keys));
            tensors.add(plain(prefix + "attn_v" + BIAS, keys));
        }
    }

    private void experts(List<GgufTensor> tensors, String prefix) {
        int width = trunk.width();
        tensors.add(plain(prefix + "ffn_norm" + WEIGHT, width));
        tensors.add(plain(prefix + "ffn_gate_inp" + WEIGHT, width, experts.count()));
        tensors.add(matrix(prefix + "ffn_gate_exps", width, experts.inner(), experts.count()));
        tensors.add(matrix(prefix + "ffn_up_exps", width, experts.inner(), experts.count()));
        tensors.add(matrix(prefix + "ffn_down_exps", experts.inner(), width, experts.count()));
        if (experts.sharedInner() > 0) {
            tensors.add(plain(prefix + "ffn_gate_inp_shexp" + WEIGHT, width));
            tensors.add(matrix(prefix + "ffn_gate_shexp", width, experts.sharedInner()));
            tensors.add(matrix(prefix + "ffn_up_shexp", width, experts.sharedInner()));
            tensors.add(matrix(prefix + "ffn_down_shexp", experts.sharedInner(), width));
        }
    }

    private GgufTensor matrix(String stem, long... dimensions) {
        return tensor(stem + WEIGHT, matrices, dimensions);
    }

    private static GgufTensor plain(String name, long... dimensions) {
        return tensor(name, TensorType.F32, dimensions);
    }

    private static GgufTensor tensor(String name, TensorType type, long... dimensions) {
        return new GgufTensor(name, LongStream.of(dimensions).boxed().toList(), type, 0);
    }
}
