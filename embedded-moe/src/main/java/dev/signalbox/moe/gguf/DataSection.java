package dev.signalbox.moe.gguf;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Where a file's weights lie.
 *
 * @param in at the end of the tensors' descriptions
 * @param alignment in bytes, of the section and of each tensor in it
 * @param offset of the section's first byte in the file
 */
record DataSection(Cursor in, long alignment, long offset) {

    private static final int LARGEST_ALIGNMENT = 1 << 20;

    static DataSection of(Cursor in, Map<String, GgufValue> metadata) throws MalformedGgufException {
        long alignment = alignment(in, metadata);
        return new DataSection(in, alignment, GgufHeader.aligned(in.position(), alignment));
    }

    private static long alignment(Cursor in, Map<String, GgufValue> metadata) throws MalformedGgufException {
        var value = metadata.get(GgufHeader.ALIGNMENT);
        if (value == null) {
            return GgufHeader.DEFAULT_ALIGNMENT;
        }
        if (value instanceof GgufValue.Whole whole && isAlignment(whole.value())) {
            return whole.value();
        }
        throw in.malformed(GgufHeader.ALIGNMENT + " is " + shown(value) + ", expected a power of two up to 1 MiB");
    }

    static boolean isAlignment(long value) {
        return value >= 1 && value <= LARGEST_ALIGNMENT && Long.bitCount(value) == 1;
    }

    private static String shown(GgufValue value) {
        return value instanceof GgufValue.Whole whole ? "" + whole.value() : "a " + value.type();
    }

    /** Each has a name of its own, lies inside the file, on the alignment, and shares no byte with another. */
    void check(List<GgufTensor> tensors) throws MalformedGgufException {
        var names = new HashSet<String>();
        for (var tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw in.malformed("tensor " + tensor.name() + " stands there twice");
            }
            checkPlace(tensor);
        }
        checkApart(tensors);
    }

    private void checkPlace(GgufTensor tensor) throws MalformedGgufException {
        if (tensor.offset() < 0 || tensor.offset() % alignment != 0) {
            throw in.malformed("tensor " + tensor.name() + " lies at " + Long.toUnsignedString(tensor.offset())
                    + " of the data, expected a multiple of " + alignment);
        }
        long room = in.size() - offset - tensor.offset();
        if (bytes(tensor) > room) {
            throw in.malformed("cut short: tensor " + tensor.name() + " takes " + tensor.bytes() + " bytes, of which "
                    + Math.max(0, room) + " are there");
        }
    }

    private long bytes(GgufTensor tensor) throws MalformedGgufException {
        try {
            return tensor.bytes();
        } catch (ArithmeticException e) {
            var malformed =
                    in.malformed("tensor " + tensor.name() + " of " + tensor.dimensions() + " is larger than any file");
            malformed.initCause(e);
            throw malformed;
        }
    }

    private void checkApart(List<GgufTensor> tensors) throws MalformedGgufException {
        var sorted = tensors.stream()
                .sorted(Comparator.comparingLong(GgufTensor::offset))
                .toList();
        for (int i = 1; i < sorted.size(); i++) {
            var before = sorted.get(i - 1);
            if (sorted.get(i).offset() - before.offset() < before.bytes()) {
                throw in.malformed(
                        "tensors " + before.name() + " and " + sorted.get(i).name() + " overlap");
            }
        }
    }
}
