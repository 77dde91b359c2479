package dev.signalbox.moe.gguf;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Weights drawn at random: norms are ones, everything else is normally distributed, or nearly so. */
public final class RandomWeights {

    private static final double BLOCK_SCALE = 4e-4;

    private RandomWeights() {}

    /**
     * Each number drawn, in single or half precision: for small models, whose replies depend on the whole prompt.
     *
     * @param scale standard deviation inside layers; 1 outside
     */
    public static Blueprint.Filler gaussian(RandomGenerator random, double scale) {
        return tensor -> {
            double deviation = tensor.layer().isPresent() ? scale : 1;
            return numbers(tensor, value(tensor, () -> random.nextGaussian() * deviation));
        };
    }

    /**
     * For models of any size, whose words do not matter: all Q8_0 matrices are parts of the same random blocks, so that a
     * model of gigabytes is written from few megabytes, and special tokens are never the likeliest, so that no reply ends
     * before its length.
     *
     * @param most bytes that the largest matrix takes
     */
    public static Blueprint.Filler repeated(RandomGenerator random, long most) {
        var blocks = blocks(random, most);
        return tensor -> {
            if (tensor.type() != TensorType.Q8_0) {
                return numbers(tensor, value(tensor, random::nextGaussian));
            }
            var part = blocks.asSlice(0, tensor.bytes());
            return tensor.role() == TensorRole.OUTPUT ? withoutSpecials(tensor, part) : part;
        };
    }

    private static DoubleSupplier value(GgufTensor tensor, DoubleSupplier drawn) {
        return tensor.role() == TensorRole.NORM ? () -> 1 : drawn;
    }

    private static MemorySegment numbers(GgufTensor tensor, DoubleSupplier value) {
        var data = ByteBuffer.allocate(Math.toIntExact(tensor.bytes())).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            switch (tensor.type()) {
                case F32 -> data.putFloat((float) value.getAsDouble());
                case F16 -> data.putShort(Float.floatToFloat16((float) value.getAsDouble()));
                default ->
                    throw new IllegalArgumentException(
                            tensor.name() + ": " + tensor.type() + ", expected F32 or F16 to draw each number");
            }
        }
        return MemorySegment.ofArray(data.array());
    }

    /** A half-precision scale and 32 bytes each. */
    private static MemorySegment blocks(RandomGenerator random, long bytes) {
        var buffer = ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        var numbers = new byte[TensorType.Q8_0.blockElements()];
        while (buffer.hasRemaining()) {
            buffer.putShort(Float.floatToFloat16((float) BLOCK_SCALE));
            random.nextBytes(numbers);
            buffer.put(numbers);
        }
        return MemorySegment.ofArray(buffer.array());
    }

    private static MemorySegment withoutSpecials(GgufTensor output, MemorySegment blocks) {
        long row = output.type().bytes(output.dimensions().getFirst());
        var copy = MemorySegment.ofArray(blocks.toArray(ValueLayout.JAVA_BYTE));
        copy.asSlice(0, ByteVocabulary.SPECIALS * row).fill((byte) 0);
        return copy;
    }
}
