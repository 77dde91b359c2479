package dev.signalbox.moe;

import dev.signalbox.moe.gguf.GgufModel;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.GgufValue.Sequence;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorRole;
import dev.signalbox.moe.gguf.TensorType;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What llama.cpp takes for granted of a model's types and values: where they differ it fails an assertion, or reads past an
 * array's end, and ends the process. Found by loading thousands of altered models in processes of their own.
 *
 * @param architecture as the file states it
 */
record NativeGuard(GgufModel model, String architecture) {

    private static final Map<String, GgufValue.Type> TYPES = Map.of(
            "general.file_type", GgufValue.Type.UINT32,
            "split.count", GgufValue.Type.UINT16,
            "split.no", GgufValue.Type.UINT16);

    private static final Map<String, GgufValue.Type> ELEMENTS = Map.of(
            "tokenizer.ggml.tokens", GgufValue.Type.STRING,
            "tokenizer.ggml.scores", GgufValue.Type.FLOAT32,
            "tokenizer.ggml.token_type", GgufValue.Type.INT32,
            "tokenizer.ggml.merges", GgufValue.Type.STRING);

    private static final long LEAST_ALIGNMENT = 32;
    private static final String ROUTER = ".ffn_gate_inp.weight";
    private static final List<String> EXPERT_PARTS =
            List.of(".ffn_gate_exps.weight", ".ffn_up_exps.weight", ".ffn_down_exps.weight");
    private static final Set<String> TOKENIZERS = Set.of("llama", "gpt2");
    private static final Set<String> OWN_HEADS = Set.of("deepseek2", "phi3", "phimoe");
    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");
    private static final List<String> EPSILONS =
            List.of("attention.layer_norm_rms_epsilon", "attention.layer_norm_epsilon");

    /** Types that no matrix is stored in: whole numbers, and what only intermediate results are kept in. */
    private static final Set<TensorType> NO_WEIGHTS = EnumSet.of(
            TensorType.I8,
            TensorType.I16,
            TensorType.I32,
            TensorType.I64,
            TensorType.F64,
            TensorType.Q8_1,
            TensorType.Q8_K);

    /** @param bundled whether the bundled build will open it; an operator's own may know more tokenizers and layouts */
    void check(boolean bundled) throws MalformedGgufException {
        for (var each : TYPES.entrySet()) {
            var value = model.header().metadata().get(each.getKey());
            if (value != null && value.type() != each.getValue()) {
                throw model.malformed(each.getKey() + " is of type " + value.type() + ", expected " + each.getValue());
            }
        }
        for (var each : ELEMENTS.entrySet()) {
            elements(each.getKey(), each.getValue());
        }
        if (bundled) {
            oneOf("tokenizer.ggml.model", TOKENIZERS);
            oneOf(architecture + ".rope.scaling.type", ROPE_SCALINGS);
            heads();
        }
        for (var key : EPSILONS) {
            epsilon(architecture + "." + key);
        }
        experts();
        alignment();
        expertTensors();
        for (var tensor : model.tensors()) {
            shape(tensor);
            type(tensor);
        }
    }

    private void experts() throws MalformedGgufException {
        long count = model.header().whole(architecture + ".expert_count").orElse(0L);
        long used = model.header().whole(architecture + ".expert_used_count").orElse(0L);
        if (count == 0 && used != 0) {
            throw model.malformed(architecture + ".expert_used_count is " + used + " without an expert_count");
        }
    }

    /** Keys, values and rotations are of one size, but for architectures that compress or rotate a part. */
    private void heads() throws MalformedGgufException {
        if (OWN_HEADS.contains(architecture)) {
            return;
        }
        long width = model.header().whole(architecture + ".embedding_length").orElse(0L);
        long heads = Math.max(
                1, model.header().whole(architecture + ".attention.head_count").orElse(1L));
        var value = model.header().whole(architecture + ".attention.value_length");
        if (value.isEmpty() && width % heads != 0) {
            return; // Refused with the other sizes.
        }
        long size = value.orElse(width / heads);
        for (var key : List.of("attention.key_length", "rope.dimension_count")) {
            long stated = model.header().whole(architecture + "." + key).orElse(size);
            if (stated != size) {
                throw model.malformed(
                        architecture + "." + key + " is " + stated + ", expected " + size + ", a head's size");
            }
        }
    }

    /** Weights are used where they are mapped. */
    private void alignment() throws MalformedGgufException {
        long alignment = model.header().whole("general.alignment").orElse(LEAST_ALIGNMENT);
        if (alignment < LEAST_ALIGNMENT) {
            throw model.malformed("general.alignment is " + alignment + ", expected at least " + LEAST_ALIGNMENT);
        }
    }

    /** A layer with a router but not all of its experts loads, and then calls nothing. */
    private void expertTensors() throws MalformedGgufException {
        var names = model.tensors().stream().map(GgufTensor::name).collect(Collectors.toSet());
        for (var name : names) {
            if (name.endsWith(ROUTER)) {
                for (var part : EXPERT_PARTS) {
                    var needed = name.substring(0, name.length() - ROUTER.length()) + part;
                    if (!names.contains(needed)) {
                        throw model.malformed(
                                "tensor " + name + " routes to experts, of which " + needed + " is missing");
                    }
                }
            }
        }
    }

    /** Sizes beyond the first ones are not compared with what the layer needs. */
    private void shape(GgufTensor tensor) throws MalformedGgufException {
        int rank = tensor.role() == TensorRole.EXPERTS ? 3 : 2;
        if (tensor.dimensions().stream().skip(rank).anyMatch(size -> size != 1)) {
            throw model.malformed("tensor " + tensor.name() + " is of shape " + tensor.dimensions() + ", expected "
                    + rank + " dimensions");
        }
    }

    private void elements(String key, GgufValue.Type type) throws MalformedGgufException {
        var value = model.header().metadata().get(key);
        if (value != null && !(value instanceof Sequence sequence && sequence.element() == type)) {
            throw model.malformed(key + " is not an array of " + type);
        }
    }

    private void oneOf(String key, Set<String> known) throws MalformedGgufException {
        var value = model.header().text(key);
        if (value.isPresent() && !known.contains(value.get())) {
            throw model.malformed(key + " is \"" + value.get() + "\", expected one of "
                    + String.join(", ", known.stream().sorted().toList()));
        }
    }

    private void epsilon(String key) throws MalformedGgufException {
        if (model.header().metadata().get(key) instanceof GgufValue.Real real
                && !(real.value() >= 0 && real.value() < 1)) {
            throw model.malformed(key + " is " + real.value() + ", expected at least 0 and less than 1");
        }
    }

    private void type(GgufTensor tensor) throws MalformedGgufException {
        if (NO_WEIGHTS.contains(tensor.type())) {
            throw model.malformed(
                    "tensor " + tensor.name() + " is " + tensor.type() + ", which no weights are kept in");
        }
        boolean vector = tensor.dimensions().stream().skip(1).allMatch(size -> size == 1);
        if (vector && tensor.type() != TensorType.F32) {
            throw model.malformed("tensor " + tensor.name() + " is a vector in " + tensor.type() + ", expected F32");
        }
    }
}
