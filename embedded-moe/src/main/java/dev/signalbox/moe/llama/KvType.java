package dev.signalbox.moe.llama;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** How a key-value cache stores its numbers: blocks of so many in so many bytes. */
public enum KvType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    BF16(30, 1, 2),
    Q8_0(8, 32, 34),
    Q5_1(7, 32, 24),
    Q5_0(6, 32, 22),
    Q4_1(3, 32, 20),
    Q4_0(2, 32, 18);

    private final int code;
    private final int blockElements;
    private final int blockBytes;

    KvType(int code, int blockElements, int blockBytes) {
        this.code = code;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** By the name that llama.cpp's own programs use, such as {@code q8_0}. */
    public static Optional<KvType> of(String label) {
        return Arrays.stream(values())
                .filter(type -> type.label().equals(label))
                .findFirst();
    }

    /** All names, for people. */
    public static String labels() {
        return Arrays.stream(values()).map(KvType::label).collect(Collectors.joining(", "));
    }

    public String label() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /** As ggml numbers it. */
    int code() {
        return code;
    }

    /** Numbers of one head that share a block; a head is a whole number of blocks. */
    public int blockElements() {
        return blockElements;
    }

    /** Whether the values are stored coarser than a number of their own each, which only flash attention can read. */
    public boolean isQuantised() {
        return blockElements > 1;
    }

    /** @param elements a whole number of blocks */
    public long bytes(long elements) {
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }
}
