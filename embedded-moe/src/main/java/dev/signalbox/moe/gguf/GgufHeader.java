package dev.signalbox.moe.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a GGUF file says before its weights. Reading it trusts nothing: counts are bounded by the file's size, every
 * tensor must lie inside it. So a file that passes can be handed to native code, which ends the process on some errors.
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
    private static final int LARGEST_ALIGNMENT = 1 << 20;
    private static final int MOST_DIMENSIONS = 4;
    private static final int DEEPEST_ARRAY = 2;
    private static final int LEAST_ENTRY_BYTES = 13;
    private static final int LEAST_TENSOR_BYTES = 32;

    public GgufHeader {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
    }

    /** Reads the header of {@code file}, or says what is wrong with it. */
    public static GgufHeader read(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ);
                var arena = Arena.ofConfined()) {
            if (channel.size() == 0) {
                throw new MalformedGgufException(file, "empty, expected a GGUF model");
            }
            var mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return read(new Cursor(file, mapped));
        }
    }

    private static GgufHeader read(Cursor in) throws MalformedGgufException {
        if (in.int32("the magic number") != MAGIC) {
            throw in.malformed("does not begin with GGUF, expected a GGUF model");
        }
        int version = in.int32("the version");
        if (version != 2 && version != 3) {
            throw in.malformed("GGUF version " + Integer.toUnsignedString(version) + ", expected 2 or 3");
        }
        int tensorCount = in.count("the number of tensors", LEAST_TENSOR_BYTES);
        int entryCount = in.count("the number of metadata entries", LEAST_ENTRY_BYTES);
        var metadata = metadata(in, entryCount);
        var tensors = tensors(in, tensorCount);
        long dataOffset = aligned(in.position(), alignment(in, metadata));
        checkInside(in, tensors, dataOffset);
        return new GgufHeader(version, metadata, tensors, dataOffset);
    }

    private static Map<String, GgufValue> metadata(Cursor in, int count) throws MalformedGgufException {
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (int i = 0; i < count; i++) {
            var key = in.text("metadata key " + i);
            if (metadata.put(key, value(in, key, type(in, key), 0)) != null) {
                throw in.malformed("metadata key " + key + " stands there twice");
            }
        }
        return metadata;
    }

    private static GgufValue.Type type(Cursor in, String key) throws MalformedGgufException {
        int code = in.int32("the type of " + key);
        return GgufValue.Type.of(code)
                .orElseThrow(() -> in.malformed("metadata key " + key + " has type " + code + ", expected 0 to 12"));
    }

    private static GgufValue value(Cursor in, String key, GgufValue.Type type, int depth)
            throws MalformedGgufException {
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, Byte.toUnsignedLong(in.int8(key)));
            case INT8 -> new GgufValue.Whole(type, in.int8(key));
            case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedLong(in.int16(key)));
            case INT16 -> new GgufValue.Whole(type, in.int16(key));
            case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(in.int32(key)));
            case INT32 -> new GgufValue.Whole(type, in.int32(key));
            case UINT64, INT64 -> new GgufValue.Whole(type, in.int64(key));
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(in.int32(key)));
            case FLOAT64 -> new GgufValue.Real(type, Double.longBitsToDouble(in.int64(key)));
            case BOOL -> new GgufValue.Truth(in.int8(key) != 0);
            case STRING -> new GgufValue.Text(in.text(key));
            case ARRAY -> sequence(in, key, depth + 1);
        };
    }

    private static GgufValue sequence(Cursor in, String key, int depth) throws MalformedGgufException {
        if (depth > DEEPEST_ARRAY) {
            throw in.malformed("metadata key " + key + " nests arrays deeper than " + DEEPEST_ARRAY);
        }
        var element = type(in, key);
        int count = in.count("the length of " + key, leastBytes(element));
        var values = new ArrayList<GgufValue>(count);
        for (int i = 0; i < count; i++) {
            values.add(value(in, key, element, depth));
        }
        return new GgufValue.Sequence(element, values);
    }

    private static int leastBytes(GgufValue.Type type) {
        return switch (type) {
            case UINT8, INT8, BOOL -> 1;
            case UINT16, INT16 -> 2;
            case UINT32, INT32, FLOAT32 -> 4;
            case UINT64, INT64, FLOAT64, STRING -> 8;
            case ARRAY -> 12;
        };
    }

    private static List<GgufTensor> tensors(Cursor in, int count) throws MalformedGgufException {
        var tensors = new ArrayList<GgufTensor>(count);
        for (int i = 0; i < count; i++) {
            tensors.add(tensor(in, in.text("the name of tensor " + i)));
        }
        return tensors;
    }

    private static GgufTensor tensor(Cursor in, String name) throws MalformedGgufException {
        int rank = in.int32("tensor " + name);
        if (rank < 1 || rank > MOST_DIMENSIONS) {
            throw in.malformed("tensor " + name + " has " + rank + " dimensions, expected 1 to " + MOST_DIMENSIONS);
        }
        var dimensions = new ArrayList<Long>(rank);
        for (int i = 0; i < rank; i++) {
            long size = in.int64("tensor " + name);
            if (size < 1) {
                throw in.malformed("tensor " + name + " has a dimension of " + size + ", expected at least 1");
            }
            dimensions.add(size);
        }
        int code = in.int32("tensor " + name);
        var type = TensorType.of(code)
                .orElseThrow(() -> in.malformed("tensor " + name + " has type " + code + ", which is unknown"));
        if (dimensions.getFirst() % type.blockElements() != 0) {
            throw in.malformed("tensor " + name + " has rows of " + dimensions.getFirst() + ", expected whole " + type
                    + " blocks of " + type.blockElements());
        }
        return new GgufTensor(name, dimensions, type, in.int64("tensor " + name));
    }

    private static long alignment(Cursor in, Map<String, GgufValue> metadata) throws MalformedGgufException {
        var value = metadata.get(ALIGNMENT);
        if (value == null) {
            return DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole whole && isAlignment(whole.value())) {
            return whole.value();
        }
        throw in.malformed(ALIGNMENT + " is not a power of two up to 1 MiB");
    }

    private static boolean isAlignment(long value) {
        return value >= 1 && value <= LARGEST_ALIGNMENT && Long.bitCount(value) == 1;
    }

    static long aligned(long position, long alignment) {
        return (position + alignment - 1) / alignment * alignment;
    }

    private static void checkInside(Cursor in, List<GgufTensor> tensors, long dataOffset)
            throws MalformedGgufException {
        long data = in.position() + in.left() - dataOffset;
        for (var tensor : tensors) {
            if (tensor.offset() < 0 || tensor.offset() > data || bytes(in, tensor) > data - tensor.offset()) {
                throw in.malformed("cut short: tensor " + tensor.name() + " ends after the end of the file");
            }
        }
    }

    private static long bytes(Cursor in, GgufTensor tensor) throws MalformedGgufException {
        try {
            return tensor.bytes();
        } catch (ArithmeticException e) {
            var malformed = in.malformed("tensor " + tensor.name() + " is larger than any file");
            malformed.initCause(e);
            throw malformed;
        }
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
