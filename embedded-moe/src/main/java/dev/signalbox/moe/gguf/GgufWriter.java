package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.SequencedMap;

/** Writes a GGUF file, version 3, that {@link GgufHeader#read} reads to the same. */
public final class GgufWriter {

    private static final int PIECE = 1 << 26;

    private GgufWriter() {}

    /**
     * A tensor and its numbers.
     *
     * @param tensor whose offset is ignored and laid out anew
     * @param data as its type stores them; may be mapped from a file, and larger than 2 GB
     */
    public record TensorData(GgufTensor tensor, MemorySegment data) {

        public TensorData {
            if (data.byteSize() != tensor.bytes()) {
                throw new IllegalArgumentException(tensor.name() + ": " + data.byteSize() + " bytes, expected "
                        + tensor.bytes() + " from its shape");
            }
        }
    }

    /** As {@link #write(Path, SequencedMap, List)}, for tensors that fit a buffer. */
    public static void write(
            Path file, SequencedMap<String, GgufValue> metadata, SequencedMap<GgufTensor, ByteBuffer> tensors)
            throws IOException {
        write(
                file,
                metadata,
                tensors.entrySet().stream()
                        .map(each -> new TensorData(each.getKey(), MemorySegment.ofBuffer(each.getValue())))
                        .toList());
    }

    /**
     * Writes a whole model.
     *
     * @param metadata in this order; {@code general.alignment} is heeded
     * @param tensors in this order
     */
    public static void write(Path file, SequencedMap<String, GgufValue> metadata, List<TensorData> tensors)
            throws IOException {
        check(tensors);
        long alignment = HeaderBytes.alignment(metadata);
        byte[] header = HeaderBytes.of(
                metadata, tensors.stream().map(TensorData::tensor).toList(), alignment);
        try (var out = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            write(out, MemorySegment.ofArray(header), alignment);
            for (var each : tensors) {
                write(out, each.data(), alignment);
            }
        }
    }

    private static void check(List<TensorData> tensors) {
        var names = new HashSet<String>();
        for (var each : tensors) {
            if (!names.add(each.tensor().name())) {
                throw new IllegalArgumentException("tensor " + each.tensor().name() + ": given twice");
            }
        }
    }

    /** Then zeros up to the alignment. */
    private static void write(FileChannel out, MemorySegment data, long alignment) throws IOException {
        long size = data.byteSize();
        for (long at = 0; at < size; at += PIECE) {
            writeWhole(out, data.asSlice(at, Math.min(PIECE, size - at)).asByteBuffer());
        }
        writeWhole(out, ByteBuffer.allocate((int) (GgufHeader.aligned(size, alignment) - size)));
    }

    private static void writeWhole(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
