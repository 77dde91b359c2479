package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;

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

    /** How many numbers it holds; {@link ArithmeticException} when that does not fit a long. */
    public long elements() {
        return dimensions.stream().reduce(1L, Math::multiplyExact);
    }

    /** What it does in the model, told by its name. */
    public TensorRole role() {
        return TensorRole.of(name);
    }

    /** Of the layer it is part of, counted from 0; empty for what stands outside of them, such as the embedding. */
    public OptionalInt layer() {
        return TensorRole.layer(name);
    }
}
