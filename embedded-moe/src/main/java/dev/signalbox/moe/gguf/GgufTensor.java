package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a file says of one tensor.
 *
 * @param name such as {@code blk.0.attn_q.weight}
 * @param dimensions fastest first, each at least 1
 * @param type how its numbers are stored
 * @param offset of its first byte within the file's data section
 */
public record GgufTensor(String name, List<Long> dimensions, TensorType type, long offset) {

    public GgufTensor {
        requireNonNull(name);
        dimensions = List.copyOf(dimensions);
        requireNonNull(type);
    }

    /** Size in the file; {@link ArithmeticException} when it does not fit a long. */
    public long bytes() {
        return type.bytes(elements());
    }

    private long elements() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }
}
