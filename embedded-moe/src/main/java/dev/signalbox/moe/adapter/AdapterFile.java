package dev.signalbox.moe.adapter;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import dev.signalbox.moe.gguf.GgufValue;
import dev.signalbox.moe.gguf.MalformedGgufException;
import dev.signalbox.moe.gguf.TensorType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A LoRA adapter's file that llama.cpp can be trusted with beside one model: it asserts the types of metadata, and shapes
 * that it does not compare end the process at the first token.
 *
 * @param path of the file
 * @param bytes that its weights take
 */
public record AdapterFile(Path path, long bytes) {

    private static final String A = ".lora_a";
    private static final String B = ".lora_b";
    private static final String ALPHA = "adapter.lora.alpha";
    private static final double LARGEST_ALPHA = 1 << 16;
    private static final long LARGEST_RANK = 1024;
    private static final int MATRIX = 2;
    private static final int STACK = 3;
    private static final Set<TensorType> TYPES =
            Set.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q8_0);

    /** The embedding is looked up, not multiplied with, and its pair is stored the other way round. */
    private static final String EMBEDDING = "token_embd.weight";

    /** Reads the file's header, and holds it against nothing. */
    public static AdapterFile read(Path path) throws IOException {
        return of(path, GgufHeader.read(path));
    }

    /** Reads the file's header, not its weights. */
    public static AdapterFile check(Path path, AdapterBase base) throws IOException {
        var header = GgufHeader.read(path);
        var checks = new Checks(path, header, base);
        checks.kind();
        checks.alpha();
        checks.pairs();
        return of(path, header);
    }

    private static AdapterFile of(Path path, GgufHeader header) {
        return new AdapterFile(
                path, header.tensors().stream().mapToLong(GgufTensor::bytes).sum());
    }

    /** The checks on one file, so that each can name it. */
    private record Checks(Path path, GgufHeader header, AdapterBase base) {

        void kind() throws MalformedGgufException {
            expect("general.type", "adapter");
            expect("adapter.type", "lora");
            expect("general.architecture", base.architecture());
        }

        private void expect(String key, String expected) throws MalformedGgufException {
            var found = header.text(key).map(text -> "\"" + text + "\"").orElse("missing or no text");
            if (!found.equals("\"" + expected + "\"")) {
                throw malformed(key + " is " + found + ", expected \"" + expected + "\"");
            }
        }

        /** Without it llama.cpp goes by the scale alone. */
        void alpha() throws MalformedGgufException {
            var value = header.metadata().get(ALPHA);
            if (value == null) {
                return;
            }
            if (!(value instanceof GgufValue.Real real) || real.type() != GgufValue.Type.FLOAT32) {
                throw malformed(ALPHA + " is of type " + value.type() + ", expected FLOAT32");
            }
            if (!(real.value() >= 0 && real.value() <= LARGEST_ALPHA)) {
                throw malformed(ALPHA + " is " + real.value() + ", expected 0 to " + (long) LARGEST_ALPHA);
            }
        }

        void pairs() throws MalformedGgufException {
            Map<String, GgufTensor> found = new HashMap<>();
            for (var tensor : header.tensors()) {
                if (!tensor.name().endsWith(A) && !tensor.name().endsWith(B)) {
                    throw malformed("tensor " + tensor.name() + ", expected names that end in " + A + " or " + B);
                }
                if (found.put(tensor.name(), tensor) != null) {
                    throw malformed("tensor " + tensor.name() + " stands there twice");
                }
            }
            if (found.isEmpty()) {
                throw malformed("no tensors, expected at least one pair");
            }
            for (var name : found.keySet()) {
                var adapted = name.substring(0, name.length() - A.length());
                pair(adapted, member(found, adapted + A), member(found, adapted + B));
            }
        }

        private GgufTensor member(Map<String, GgufTensor> found, String name) throws MalformedGgufException {
            var tensor = found.get(name);
            if (tensor == null) {
                throw malformed("no tensor " + name + ", expected both of each pair");
            }
            if (!TYPES.contains(tensor.type())) {
                throw malformed("tensor " + name + " is " + tensor.type() + ", expected one of "
                        + TYPES.stream().sorted().toList());
            }
            return tensor;
        }

        private void pair(String adapted, GgufTensor a, GgufTensor b) throws MalformedGgufException {
            var shape = base.shapes().get(adapted);
            if (shape == null || adapted.equals(EMBEDDING)) {
                throw malformed("adapts " + adapted + (shape == null ? ", which the model lacks" : "")
                        + "; expected matrices that the model multiplies with");
            }
            if (shape.size() != MATRIX && shape.size() != STACK) {
                throw malformed("adapts " + adapted + " of shape " + shape + ", expected matrices");
            }
            long rank = b.dimensions().getFirst();
            if (rank > LARGEST_RANK) {
                throw malformed("tensor " + b.name() + " has rank " + rank + ", expected 1 to " + LARGEST_RANK);
            }
            checkShape(a, like(shape, shape.getFirst(), rank));
            checkShape(b, like(shape, rank, shape.get(1)));
        }

        private static List<Long> like(List<Long> shape, long first, long second) {
            return shape.size() == STACK ? List.of(first, second, shape.getLast()) : List.of(first, second);
        }

        private void checkShape(GgufTensor tensor, List<Long> expected) throws MalformedGgufException {
            if (!tensor.dimensions().equals(expected)) {
                throw malformed(
                        "tensor " + tensor.name() + " has shape " + tensor.dimensions() + ", expected " + expected);
            }
        }

        private MalformedGgufException malformed(String problem) {
            return new MalformedGgufException(path, problem);
        }
    }
}
