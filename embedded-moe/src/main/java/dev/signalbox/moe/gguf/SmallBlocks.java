package dev.signalbox.moe.gguf;

import java.nio.ByteBuffer;

/**
 * Decodes blocks of 32 numbers that share a half-precision scale, and in some types an offset too. A byte holds four bits
 * of number j below those of number j + 16; a fifth bit of each stands in a word of its own.
 */
final class SmallBlocks {

    private static final int HALF = 16;
    private static final int LOW = 0x0f;
    private static final float[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    private SmallBlocks() {}

    /** @param in one block, little-endian */
    static void decode(TensorType type, ByteBuffer in, float[] to, int at) {
        switch (type) {
            case Q4_0 -> centred(in, to, at, 0, 8);
            case Q4_1 -> offset(in, to, at, 0);
            case Q5_0 -> centred(in, to, at, in.getInt(2), 16);
            case Q5_1 -> offset(in, to, at, in.getInt(4));
            case Q8_0 -> bytes(in, to, at);
            case IQ4_NL -> levels(in, to, at);
            default -> throw new IllegalArgumentException(type + ": not a block of 32 numbers");
        }
    }

    /**
     * @param fifth a bit per number, above its four
     * @param centre what stands for zero
     */
    private static void centred(ByteBuffer in, float[] to, int at, int fifth, int centre) {
        float scale = half(in, 0);
        int from = in.capacity() - HALF;
        for (int j = 0; j < HALF; j++) {
            to[at + j] = (low(in, from + j) + bit(fifth, j) - centre) * scale;
            to[at + j + HALF] = (high(in, from + j) + bit(fifth, j + HALF) - centre) * scale;
        }
    }

    private static void offset(ByteBuffer in, float[] to, int at, int fifth) {
        float scale = half(in, 0);
        float offset = half(in, 2);
        int from = in.capacity() - HALF;
        for (int j = 0; j < HALF; j++) {
            to[at + j] = (low(in, from + j) + bit(fifth, j)) * scale + offset;
            to[at + j + HALF] = (high(in, from + j) + bit(fifth, j + HALF)) * scale + offset;
        }
    }

    private static void bytes(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 0);
        for (int j = 0; j < 2 * HALF; j++) {
            to[at + j] = in.get(2 + j) * scale;
        }
    }

    private static void levels(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 0);
        for (int j = 0; j < HALF; j++) {
            to[at + j] = scale * level(low(in, 2 + j));
            to[at + j + HALF] = scale * level(high(in, 2 + j));
        }
    }

    /** What four bits stand for in the types with uneven steps. */
    static float level(int bits) {
        return LEVELS[bits];
    }

    static float half(ByteBuffer in, int at) {
        return Float.float16ToFloat(in.getShort(at));
    }

    static int low(ByteBuffer in, int at) {
        return in.get(at) & LOW;
    }

    static int high(ByteBuffer in, int at) {
        return (in.get(at) >> 4) & LOW;
    }

    private static int bit(int word, int index) {
        return ((word >>> index) & 1) << 4;
    }
}
