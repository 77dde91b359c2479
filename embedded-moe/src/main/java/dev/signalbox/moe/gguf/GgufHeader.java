package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a GGUF file says before its weights.
 *
 * @param version of the format, 2 or 3
 * @param metadata in the file's order
 * @param tensors in the file's order
 * @param dataOffset where the data section begins
 */
public record GgufHeader(int version, Map<String, GgufValue> metadata, List<GgufTensor> tensors, long dataOffset) {

    static final int MAGIC = 0x46554747;
    static final int DEFAULT_ALIGNMENT = 32;
    static final String ALIGNMENT = "general.alignment";

    public GgufHeader {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /**
     * Reads the header of {@code file}, or says what is wrong with it. Takes time and memory in proportion to the header,
     * and at most those of one of 256 MiB, whatever the file claims.
     */
    public static GgufHeader read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            return read(file, map(file, channel, arena));
        }
    }

    static MemorySegment map(Path file, FileChannel channel, Arena arena) throws IOException {
        if (channel.size() == 0) {
            throw new MalformedGgufException(file, "empty, expected a GGUF model");
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }

    /** @param bytes of the whole file, which the errors call {@code file} */
    static GgufHeader read(Path file, MemorySegment bytes) throws MalformedGgufException {
        return new HeaderReader(new Cursor(file, bytes)).read();
    }

    static long aligned(long position, long alignment) {
        return (position + alignment - 1) / alignment * alignment;
    }

    /** A text entry; empty when it is missing or of another type. */
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof GgufValue.Text(String value) ? Optional.of(value) : Optional.empty();
    }

    /** A whole-number entry; empty when it is missing or of another type. */
    public Optional<Long> whole(String key) {
        return metadata.get(key) instanceof GgufValue.Whole whole ? Optional.of(whole.value()) : Optional.empty();
    }

    /** An array entry; empty when it is missing or of another type. */
    public Optional<GgufValue.Sequence> sequence(String key) {
        return metadata.get(key) instanceof GgufValue.Sequence sequence ? Optional.of(sequence) : Optional.empty();
    }
}
