package dev.signalbox.moe.gguf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.EnumSet;
import java.util.Set;

/**
 * Turns stored numbers into floats, with the same roundings as ggml's own reference, so that both agree to the bit. Of the
 * types that take a codebook or are ternary there is no decoder.
 */
public final class Decoder {

    private static final Set<TensorType> KNOWN = EnumSet.of(
            TensorType.F32,
            TensorType.F16,
            TensorType.BF16,
            TensorType.F64,
            TensorType.I8,
            TensorType.I16,
            TensorType.I32,
            TensorType.I64,
            TensorType.Q4_0,
            TensorType.Q4_1,
            TensorType.Q5_0,
            TensorType.Q5_1,
            TensorType.Q8_0,
            TensorType.Q2_K,
            TensorType.Q3_K,
            TensorType.Q4_K,
            TensorType.Q5_K,
            TensorType.Q6_K,
            TensorType.Q8_K,
            TensorType.IQ4_NL,
            TensorType.IQ4_XS);

    private final TensorType type;

    private Decoder(TensorType type) {
        this.type = type;
    }

    /** Whether numbers of that type can be decoded. */
    public static boolean knows(TensorType type) {
        return KNOWN.contains(type);
    }

    /** The decoder of a type that {@link #knows} tells of. */
    public static Decoder of(TensorType type) {
        if (!knows(type)) {
            throw new IllegalArgumentException("type " + type + ": not decoded, expected one of " + KNOWN);
        }
        return new Decoder(type);
    }

    /** @param blocks whole ones; at most {@link Integer#MAX_VALUE} numbers */
    public float[] decode(MemorySegment blocks) {
        long count = blocks.byteSize() / type.blockBytes();
        if (count * type.blockBytes() != blocks.byteSize()) {
            throw new IllegalArgumentException(
                    blocks.byteSize() + " bytes, expected whole " + type + " blocks of " + type.blockBytes());
        }
        float[] numbers = new float[Math.toIntExact(count * type.blockElements())];
        byte[] block = new byte[type.blockBytes()];
        var in = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(blocks, JAVA_BYTE, (long) i * block.length, block, 0, block.length);
            block(in, numbers, i * type.blockElements());
        }
        return numbers;
    }

    private void block(ByteBuffer in, float[] to, int at) {
        switch (type) {
            case F32 -> to[at] = in.getFloat(0);
            case F16 -> to[at] = Float.float16ToFloat(in.getShort(0));
            case BF16 -> to[at] = Float.intBitsToFloat(in.getShort(0) << 16);
            case F64 -> to[at] = (float) in.getDouble(0);
            case I8 -> to[at] = in.get(0);
            case I16 -> to[at] = in.getShort(0);
            case I32 -> to[at] = in.getInt(0);
            case I64 -> to[at] = in.getLong(0);
            case Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, IQ4_NL -> SmallBlocks.decode(type, in, to, at);
            case Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, Q8_K, IQ4_XS -> SuperBlocks.decode(type, in, to, at);
            default -> throw new IllegalStateException(type + ": no decoder");
        }
    }
}
