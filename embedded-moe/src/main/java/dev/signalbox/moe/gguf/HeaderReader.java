package dev.signalbox.moe.gguf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one header and trusts nothing in it: counts are bounded by what is left of the file and by what any model needs,
 * arrays of numbers stay as they are stored, and the format itself knows no references, so that nothing can be cyclic.
 */
final class HeaderReader {

    private static final int MOST_ENTRIES = 1 << 16;
    private static final int MOST_TENSORS = 1 << 17;
    static final int MOST_KEY_BYTES = (1 << 16) - 1;
    private static final int MOST_ITEMS = 1 << 22;
    private static final int DEEPEST_ARRAY = 2;
    private static final int LEAST_ENTRY_BYTES = 13;
    private static final int LEAST_TENSOR_BYTES = 32;
    private static final int SWAPPED_VERSION = 1 << 24;

    private final Cursor in;
    private int itemsLeft = MOST_ITEMS;

    HeaderReader(Cursor in) {
        this.in = in;
    }

    GgufHeader read() throws MalformedGgufException {
        if (in.int32("the magic number") != GgufHeader.MAGIC) {
            throw in.malformed("does not begin with GGUF, expected a GGUF model");
        }
        int version = version();
        int tensorCount = in.count("the number of tensors", LEAST_TENSOR_BYTES, MOST_TENSORS);
        int entryCount = in.count("the number of metadata entries", LEAST_ENTRY_BYTES, MOST_ENTRIES);
        var metadata = metadata(entryCount);
        var tensors = tensors(tensorCount);
        var data = DataSection.of(in, metadata);
        data.check(tensors);
        return new GgufHeader(version, metadata, tensors, data.offset());
    }

    private int version() throws MalformedGgufException {
        int version = in.int32("the version");
        if (version != 0 && version % SWAPPED_VERSION == 0) {
            throw in.malformed("is big-endian, expected a little-endian GGUF model");
        }
        if (version != 2 && version != 3) {
            throw in.malformed("GGUF version " + Integer.toUnsignedString(version) + ", expected 2 or 3");
        }
        return version;
    }

    private Map<String, GgufValue> metadata(int count) throws MalformedGgufException {
        var metadata = new LinkedHashMap<String, GgufValue>();
        for (int i = 0; i < count; i++) {
            var key = in.name("metadata key " + i, MOST_KEY_BYTES);
            if (key.isEmpty()) {
                throw in.malformed("metadata key " + i + " is empty, expected a name");
            }
            if (metadata.put(key, value(key, type(key), 0)) != null) {
                throw in.malformed("metadata key " + key + " stands there twice");
            }
        }
        return metadata;
    }

    private GgufValue.Type type(String key) throws MalformedGgufException {
        int code = in.int32("the type of " + key);
        return GgufValue.Type.of(code)
                .orElseThrow(() -> in.malformed(
                        "metadata key " + key + " has type " + Integer.toUnsignedString(code) + ", expected 0 to 12"));
    }

    private GgufValue value(String key, GgufValue.Type type, int depth) throws MalformedGgufException {
        if (itemsLeft-- == 0) {
            throw in.malformed("more than " + MOST_ITEMS + " texts and arrays in its metadata, at " + key);
        }
        return switch (type) {
            case STRING -> new GgufValue.Text(in.text(key));
            case ARRAY -> sequence(key, depth + 1);
            default -> numbers(key, type, 1).get(0);
        };
    }

    private GgufValue.Sequence sequence(String key, int depth) throws MalformedGgufException {
        if (depth > DEEPEST_ARRAY) {
            throw in.malformed("metadata key " + key + " nests arrays deeper than " + DEEPEST_ARRAY);
        }
        var element = type(key);
        int count = in.count("the length of " + key, leastBytes(element), Integer.MAX_VALUE);
        return new GgufValue.Sequence(element, values(key, element, count, depth));
    }

    private List<GgufValue> values(String key, GgufValue.Type element, int count, int depth)
            throws MalformedGgufException {
        if (element.isFixed()) {
            return numbers(key, element, count);
        }
        if (count > itemsLeft) {
            throw in.malformed("the length of " + key + " is " + count + ", expected at most " + itemsLeft);
        }
        var values = new ArrayList<GgufValue>(count);
        for (int i = 0; i < count; i++) {
            values.add(value(key, element, depth));
        }
        return values;
    }

    private PackedNumbers numbers(String key, GgufValue.Type type, int count) throws MalformedGgufException {
        byte[] bytes = in.bytes((long) count * type.bytes(), key);
        if (type == GgufValue.Type.BOOL) {
            for (byte each : bytes) {
                if (each != 0 && each != 1) {
                    throw in.malformed("metadata key " + key + " is " + each + ", expected a truth, 0 or 1");
                }
            }
        }
        return new PackedNumbers(type, bytes);
    }

    private static int leastBytes(GgufValue.Type type) {
        return switch (type) {
            case STRING -> Long.BYTES;
            case ARRAY -> Integer.BYTES + Long.BYTES;
            default -> type.bytes();
        };
    }

    private List<GgufTensor> tensors(int count) throws MalformedGgufException {
        var tensors = new ArrayList<GgufTensor>(count);
        for (int i = 0; i < count; i++) {
            tensors.add(tensor(in.name("the name of tensor " + i, GgufTensor.MOST_NAME_BYTES)));
        }
        return tensors;
    }

    private GgufTensor tensor(String name) throws MalformedGgufException {
        int rank = in.int32("tensor " + name);
        if (rank < 1 || rank > GgufTensor.MOST_DIMENSIONS) {
            throw in.malformed("tensor " + name + " has " + Integer.toUnsignedString(rank)
                    + " dimensions, expected 1 to " + GgufTensor.MOST_DIMENSIONS);
        }
        var dimensions = new ArrayList<Long>(rank);
        for (int i = 0; i < rank; i++) {
            long size = in.int64("tensor " + name);
            if (size < 1) {
                throw in.malformed("tensor " + name + " has a dimension of " + Long.toUnsignedString(size)
                        + ", expected at least 1 and less than 2^63");
            }
            dimensions.add(size);
        }
        int code = in.int32("tensor " + name);
        var type = TensorType.of(code)
                .orElseThrow(() -> in.malformed(
                        "tensor " + name + " has type " + Integer.toUnsignedString(code) + ", which is unknown"));
        if (dimensions.getFirst() % type.blockElements() != 0) {
            throw in.malformed("tensor " + name + " has rows of " + dimensions.getFirst() + ", expected whole " + type
                    + " blocks of " + type.blockElements());
        }
        return new GgufTensor(name, dimensions, type, in.int64("tensor " + name));
    }
}
