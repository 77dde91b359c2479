package dev.signalbox.moe.adapter;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static java.nio.ByteOrder.LITTLE_ENDIAN;

import dev.signalbox.moe.gguf.GgufHeader;
import dev.signalbox.moe.gguf.GgufTensor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Looks through the weights of an adapter for what is no number: it would spread to whatever shares a context with it. */
final class AdapterNumbers {

    private static final ValueLayout.OfFloat FLOAT = JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);

    /** All bits of the exponent set: infinite, or none. */
    private static final int F16_EXPONENT = 0x7C00;

    private static final int BF16_EXPONENT = 0x7F80;
    private static final int Q8_0_BLOCK = 34;

    private AdapterNumbers() {}

    /** The first tensor with such a weight. */
    static Optional<GgufTensor> unfit(Path path, GgufHeader header) throws IOException {
        try (var channel = FileChannel.open(path, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            var file = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return header.tensors().stream()
                    .filter(tensor ->
                            !isFit(tensor, file.asSlice(header.dataOffset() + tensor.offset(), tensor.bytes())))
                    .findFirst();
        }
    }

    private static boolean isFit(GgufTensor tensor, MemorySegment data) {
        return switch (tensor.type()) {
            case F32 -> areFinite(data);
            case F16 -> lack(F16_EXPONENT, data, Short.BYTES);
            case BF16 -> lack(BF16_EXPONENT, data, Short.BYTES);
            case Q8_0 -> lack(F16_EXPONENT, data, Q8_0_BLOCK);
            default -> false;
        };
    }

    private static boolean areFinite(MemorySegment data) {
        for (long at = 0; at < data.byteSize(); at += Float.BYTES) {
            if (!Float.isFinite(data.get(FLOAT, at))) {
                return false;
            }
        }
        return true;
    }

    /** @param step from one 16-bit number to the next */
    private static boolean lack(int exponent, MemorySegment data, int step) {
        for (long at = 0; at < data.byteSize(); at += step) {
            if ((data.get(SHORT, at) & exponent) == exponent) {
                return false;
            }
        }
        return true;
    }
}
