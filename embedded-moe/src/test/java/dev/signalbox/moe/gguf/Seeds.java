package dev.signalbox.moe.gguf;

import dev.signalbox.moe.gguf.GgufValue.Type;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/** Small files by our own writer, for fuzzing to begin with: together they hold every kind of value and tensor. */
final class Seeds {

    private Seeds() {}

    static Stream<byte[]> all() {
        return Stream.of(
                file(values(), List.of()),
                file(values(), tensors()),
                file(model(), tensors()),
                file(aligned(), tensors()));
    }

    /** A whole file, its weights all zero. */
    static byte[] file(LinkedHashMap<String, GgufValue> metadata, List<GgufTensor> tensors) {
        long alignment = HeaderBytes.alignment(metadata);
        var out = new ByteArrayOutputStream();
        out.writeBytes(HeaderBytes.of(metadata, tensors, alignment));
        pad(out, alignment);
        for (var tensor : tensors) {
            out.writeBytes(new byte[Math.toIntExact(tensor.bytes())]);
            pad(out, alignment);
        }
        return out.toByteArray();
    }

    private static void pad(ByteArrayOutputStream out, long alignment) {
        out.writeBytes(new byte[Math.toIntExact(GgufHeader.aligned(out.size(), alignment) - out.size())]);
    }

    private static LinkedHashMap<String, GgufValue> values() {
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (var type : Type.values()) {
            metadata.put(type.name(), value(type));
            metadata.put(type.name() + "s", new GgufValue.Sequence(type, List.of(value(type), value(type))));
        }
        return metadata;
    }

    private static GgufValue value(Type type) {
        return switch (type) {
            case FLOAT32, FLOAT64 -> new GgufValue.Real(type, 0.5);
            case BOOL -> new GgufValue.Truth(true);
            case STRING -> new GgufValue.Text("caf\u00e9");
            case ARRAY -> new GgufValue.Sequence(Type.UINT16, List.of(new GgufValue.Whole(Type.UINT16, 7)));
            default -> new GgufValue.Whole(type, 100);
        };
    }

    private static LinkedHashMap<String, GgufValue> aligned() {
        var metadata = values();
        metadata.put(GgufHeader.ALIGNMENT, GgufValue.uint32(64));
        return metadata;
    }

    private static LinkedHashMap<String, GgufValue> model() {
        var metadata = new LinkedHashMap<String, GgufValue>();
        metadata.put("general.architecture", new GgufValue.Text("m"));
        for (var key : List.of("block_count", "expert_count", "expert_used_count", "attention.head_count")) {
            metadata.put("m." + key, GgufValue.uint32(2));
        }
        for (var key : List.of("embedding_length", "context_length", "attention.key_length")) {
            metadata.put("m." + key, GgufValue.uint32(64));
        }
        metadata.put(
                "m.attention.head_count_kv",
                new GgufValue.Sequence(Type.UINT32, List.of(GgufValue.uint32(1), GgufValue.uint32(2))));
        return metadata;
    }

    private static List<GgufTensor> tensors() {
        var tensors = new ArrayList<GgufTensor>();
        for (var type : List.of(TensorType.F32, TensorType.Q8_0, TensorType.Q4_K)) {
            long row = type.blockElements();
            tensors.add(new GgufTensor("blk.0." + type, List.of(row, 2L), type, 0));
            tensors.add(new GgufTensor("blk.1.ffn_up_exps." + type, List.of(row, 1L, 2L, 1L), type, 0));
        }
        return tensors;
    }
}
