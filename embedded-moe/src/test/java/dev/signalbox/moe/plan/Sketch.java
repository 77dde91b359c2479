package dev.signalbox.moe.plan;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** The header of a sparse model of any size, without the weights: eight experts of which two are used, Q8_0. */
record Sketch(int layers, int width, int inner) {

    static final int EXPERTS = 8;
    private static final int VOCABULARY = 32_000;
    private static final int HEAD = 128;

    ModelSizes sizes() {
        try {
            var header = new GgufHeader(3, metadata(), tensors(), 0);
            return ModelSizes.of(new GgufModel(List.of(new GgufModel.Part(Path.of("sketch.gguf"), header))));
        } catch (MalformedGgufException e) {
            throw new AssertionError(e);
        }
    }

    /** One layer's experts, in bytes. */
    long expertBytes() {
        return 3L * EXPERTS * width * inner / 32 * 34;
    }

    private LinkedHashMap<String, GgufValue> metadata() {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.architecture", new GgufValue.Text("llama"));
        metadata.put("llama.context_length", GgufValue.uint32(32_768));
        metadata.put("llama.embedding_length", GgufValue.uint32(width));
        metadata.put("llama.block_count", GgufValue.uint32(layers));
        metadata.put("llama.feed_forward_length", GgufValue.uint32(inner));
        metadata.put("llama.attention.head_count", GgufValue.uint32(width / HEAD));
        metadata.put("llama.attention.head_count_kv", GgufValue.uint32(2));
        metadata.put("llama.expert_count", GgufValue.uint32(EXPERTS));
        metadata.put("llama.expert_used_count", GgufValue.uint32(2));
        return metadata;
    }

    private List<GgufTensor> tensors() {
        var tensors = new ArrayList<GgufTensor>();
        tensors.add(matrix("token_embd", width, VOCABULARY));
        tensors.add(matrix("output", width, VOCABULARY));
        for (int i = 0; i < layers; i++) {
            var name = "blk." + i + ".";
            tensors.add(matrix(name + "attn_q", width, width));
            tensors.add(matrix(name + "attn_k", width, 2 * HEAD));
            tensors.add(matrix(name + "attn_v", width, 2 * HEAD));
            tensors.add(matrix(name + "attn_output", width, width));
            tensors.add(matrix(name + "ffn_gate_inp", width, EXPERTS));
            tensors.add(matrix(name + "ffn_gate_exps", width, inner, EXPERTS));
            tensors.add(matrix(name + "ffn_up_exps", width, inner, EXPERTS));
            tensors.add(matrix(name + "ffn_down_exps", inner, width, EXPERTS));
        }
        return tensors;
    }

    private static GgufTensor matrix(String name, long... sizes) {
        var dimensions = java.util.Arrays.stream(sizes).boxed().toList();
        return new GgufTensor(name + ".weight", dimensions, TensorType.Q8_0, 0);
    }
}
