package dev.signalbox.moe.gguf;

import static dev.signalbox.moe.gguf.SmallBlocks.half;
import static dev.signalbox.moe.gguf.SmallBlocks.high;
import static dev.signalbox.moe.gguf.SmallBlocks.low;

import java.nio.ByteBuffer;

/**
 * Decodes blocks of 256 numbers: groups of 16 or 32 have a small scale of their own, and in some types a small offset, which
 * the block's half-precision scale multiplies. Offsets in comments are of the block's parts in bytes.
 */
final class SuperBlocks {

    private static final int NUMBERS = 256;

    private SuperBlocks() {}

    /** @param in one block, little-endian */
    static void decode(TensorType type, ByteBuffer in, float[] to, int at) {
        switch (type) {
            case Q2_K -> twoBits(in, to, at);
            case Q3_K -> threeBits(in, to, at);
            case Q4_K -> fourOrFiveBits(in, to, at, false);
            case Q5_K -> fourOrFiveBits(in, to, at, true);
            case Q6_K -> sixBits(in, to, at);
            case Q8_K -> eightBits(in, to, at);
            case IQ4_XS -> unevenSteps(in, to, at);
            default -> throw new IllegalArgumentException(type + ": not a block of 256 numbers");
        }
    }

    /** Scales and offsets 0, numbers 16, scale 80, offset 82. */
    private static void twoBits(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 80);
        float offset = half(in, 82);
        for (int group = 0; group < 16; group++) {
            float step = scale * low(in, group);
            float less = offset * high(in, group);
            for (int j = 0; j < 16; j++) {
                to[at + group * 16 + j] = step * pair(in, 16, group, j) - less;
            }
        }
    }

    /** Third bits 0, numbers 32, scales 96, scale 108. */
    private static void threeBits(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 108);
        for (int group = 0; group < 16; group++) {
            float step = scale * (sixBitScale(in, group) - 32);
            for (int j = 0; j < 16; j++) {
                int third = (in.get(group % 2 * 16 + j) >> (group / 2)) & 1;
                to[at + group * 16 + j] = step * (pair(in, 32, group, j) - (third == 0 ? 4 : 0));
            }
        }
    }

    /** Two bits: of 128 numbers, 32 bytes hold numbers j, j + 32, j + 64 and j + 96, the first lowest. */
    private static int pair(ByteBuffer in, int from, int group, int j) {
        int half = group / 8;
        int within = group % 8;
        return (in.get(from + half * 32 + within % 2 * 16 + j) >> (within / 2 * 2)) & 3;
    }

    /** Four low bits in the first eight bytes, two high ones in the last four. */
    private static int sixBitScale(ByteBuffer in, int group) {
        int bits = group < 8 ? low(in, 96 + group) : high(in, 96 + group - 8);
        return bits | (((in.get(104 + group % 4) >> (group / 4 * 2)) & 3) << 4);
    }

    /** Scale 0, offset 2, scales and offsets 4, fifth bits 16 if any, numbers in the last 128. */
    private static void fourOrFiveBits(ByteBuffer in, float[] to, int at, boolean five) {
        float scale = half(in, 0);
        float offset = half(in, 2);
        int from = in.capacity() - NUMBERS / 2;
        for (int group = 0; group < 8; group++) {
            float step = scale * groupScale(in, group);
            float less = offset * groupOffset(in, group);
            for (int j = 0; j < 32; j++) {
                int place = from + group / 2 * 32 + j;
                int four = group % 2 == 0 ? low(in, place) : high(in, place);
                int fifth = five ? ((in.get(16 + j) >> group) & 1) << 4 : 0;
                to[at + group * 32 + j] = step * (four + fifth) - less;
            }
        }
    }

    private static int groupScale(ByteBuffer in, int group) {
        return group < 4 ? in.get(4 + group) & 63 : low(in, 8 + group) | (((in.get(group) >> 6) & 3) << 4);
    }

    private static int groupOffset(ByteBuffer in, int group) {
        return group < 4 ? in.get(8 + group) & 63 : high(in, 8 + group) | (((in.get(4 + group) >> 6) & 3) << 4);
    }

    /** Low four bits 0, high two 128, scales 192, scale 208. */
    private static void sixBits(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 208);
        for (int i = 0; i < NUMBERS; i++) {
            int half = i / 128;
            int quarter = i % 128 / 32;
            int place = half * 64 + quarter % 2 * 32 + i % 32;
            int four = quarter < 2 ? low(in, place) : high(in, place);
            int two = (in.get(128 + half * 32 + i % 32) >> (quarter * 2)) & 3;
            to[at + i] = scale * in.get(192 + i / 16) * ((four | (two << 4)) - 32);
        }
    }

    /** Single-precision scale 0, numbers 4. */
    private static void eightBits(ByteBuffer in, float[] to, int at) {
        float scale = in.getFloat(0);
        for (int i = 0; i < NUMBERS; i++) {
            to[at + i] = scale * in.get(4 + i);
        }
    }

    /** Scale 0, high bits of scales 2, low bits 4, numbers 8. */
    private static void unevenSteps(ByteBuffer in, float[] to, int at) {
        float scale = half(in, 0);
        for (int group = 0; group < 8; group++) {
            int four = group % 2 == 0 ? low(in, 4 + group / 2) : high(in, 4 + group / 2);
            float step = scale * ((four | (((in.getShort(2) >> (2 * group)) & 3) << 4)) - 32);
            for (int j = 0; j < 16; j++) {
                int place = 8 + group * 16 + j;
                to[at + group * 32 + j] = step * SmallBlocks.level(low(in, place));
                to[at + group * 32 + j + 16] = step * SmallBlocks.level(high(in, place));
            }
        }
    }
}
