package dev.signalbox.moe.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.RandomAccess;

/**
 * An unchanging list of numbers or truths as a file stores them, so that an array takes no more memory than it takes in the
 * file, whatever the file claims.
 */
final class PackedNumbers extends AbstractList<GgufValue> implements RandomAccess {

    private final GgufValue.Type type;
    private final ByteBuffer bytes;

    /** @param bytes little-endian, a whole number of elements; not copied */
    PackedNumbers(GgufValue.Type type, byte[] bytes) {
        this.type = type;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public int size() {
        return bytes.limit() / type.bytes();
    }

    @Override
    public GgufValue get(int index) {
        int at = Math.multiplyExact(index, type.bytes());
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(type, Byte.toUnsignedLong(bytes.get(at)));
            case INT8 -> new GgufValue.Whole(type, bytes.get(at));
            case UINT16 -> new GgufValue.Whole(type, Short.toUnsignedLong(bytes.getShort(at)));
            case INT16 -> new GgufValue.Whole(type, bytes.getShort(at));
            case UINT32 -> new GgufValue.Whole(type, Integer.toUnsignedLong(bytes.getInt(at)));
            case INT32 -> new GgufValue.Whole(type, bytes.getInt(at));
            case UINT64, INT64 -> new GgufValue.Whole(type, bytes.getLong(at));
            case FLOAT32 -> new GgufValue.Real(type, bytes.getFloat(at));
            case FLOAT64 -> new GgufValue.Real(type, bytes.getDouble(at));
            case BOOL -> new GgufValue.Truth(bytes.get(at) != 0);
            case STRING, ARRAY -> throw new IllegalStateException(type + ": has no fixed size");
        };
    }
}
