package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A GGUF file mapped into memory, of any size: its weights are read from disk where they are touched, and nowhere else.
 * Safe for concurrent use. Whoever shortens the file meanwhile makes readers fail with an {@link InternalError}.
 */
public final class GgufFile implements AutoCloseable {

    private final Arena arena;
    private final MemorySegment bytes;
    private final GgufHeader header;

    private GgufFile(Arena arena, MemorySegment bytes, GgufHeader header) {
        this.arena = arena;
        this.bytes = bytes;
        this.header = header;
    }

    /** Maps {@code file} after reading its header, or says what is wrong with it. */
    public static GgufFile open(Path file) throws IOException {
        var arena = Arena.ofShared();
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            var bytes = GgufHeader.map(file, channel, arena);
            return new GgufFile(arena, bytes, GgufHeader.read(file, bytes));
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    public GgufHeader header() {
        return header;
    }

    /** The tensor of that name. */
    public Optional<GgufTensor> tensor(String name) {
        return header.tensors().stream()
                .filter(tensor -> tensor.name().equals(name))
                .findFirst();
    }

    /** A tensor's numbers as they are stored, read-only; not to be touched after {@link #close}. */
    public MemorySegment data(GgufTensor tensor) {
        return bytes.asSlice(header.dataOffset() + tensor.offset(), tensor.bytes());
    }

    /**
     * Some of a tensor's numbers, decoded.
     *
     * @param from the first one's index, counted with the fastest dimension first; on a block's boundary
     * @param count whole blocks of them
     */
    public float[] floats(GgufTensor tensor, long from, int count) {
        int block = tensor.type().blockElements();
        if (from < 0 || count < 0 || from % block != 0 || count % block != 0 || count > tensor.elements() - from) {
            throw new IllegalArgumentException(tensor.name() + ": " + count + " numbers from " + from
                    + ", expected whole blocks of " + block + " out of " + tensor.elements());
        }
        var part = data(tensor).asSlice(tensor.type().bytes(from), tensor.type().bytes(count));
        return Decoder.of(tensor.type()).decode(part);
    }

    @Override
    public void close() {
        arena.close();
    }
}
