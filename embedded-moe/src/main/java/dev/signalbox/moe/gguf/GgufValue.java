package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A metadata value. Its type is kept, because readers insist on the one they expect. */
public sealed interface GgufValue {

    /** The types, with their codes in the file. */
    enum Type {
        UINT8(0, 1),
        INT8(1, 1),
        UINT16(2, 2),
        INT16(3, 2),
        UINT32(4, 4),
        INT32(5, 4),
        FLOAT32(6, 4),
        BOOL(7, 1),
        STRING(8, 0),
        ARRAY(9, 0),
        UINT64(10, 8),
        INT64(11, 8),
        FLOAT64(12, 8);

        private final int code;
        private final int bytes;

        Type(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /** Whether all values of it take the same number of bytes. */
        boolean isFixed() {
            return bytes > 0;
        }

        /** What a value takes in the file; 0 where that differs. */
        int bytes() {
            return bytes;
        }

        int code() {
            return code;
        }

        static Optional<Type> of(int code) {
            return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
        }
    }

    Type type();

    /** A whole number of one of the integer types; an unsigned 64-bit one above the signed range is negative. */
    record Whole(Type type, long value) implements GgufValue {
        public Whole {
            boolean fits = switch (type) {
                case UINT8, UINT16, UINT32 -> value >>> (Byte.SIZE * type.bytes) == 0;
                case INT8 -> value == (byte) value;
                case INT16 -> value == (short) value;
                case INT32 -> value == (int) value;
                case UINT64, INT64 -> true;
                case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
            };
            if (!fits) {
                throw new IllegalArgumentException(value + ": not of type " + type);
            }
        }
    }

    /** A floating-point number, rounded to its type. */
    record Real(Type type, double value) implements GgufValue {
        public Real {
            if (type != Type.FLOAT32 && type != Type.FLOAT64) {
                throw new IllegalArgumentException(value + ": not of type " + type);
            }
            value = type == Type.FLOAT32 ? (float) value : value;
        }
    }

    record Truth(boolean value) implements GgufValue {
        @Override
        public Type type() {
            return Type.BOOL;
        }
    }

    record Text(String value) implements GgufValue {
        public Text {
            requireNonNull(value);
        }

        @Override
        public Type type() {
            return Type.STRING;
        }
    }

    /** Values of one type, which is stated even when there are none. */
    record Sequence(Type element, List<GgufValue> values) implements GgufValue {
        public Sequence {
            requireNonNull(element);
            if (!(values instanceof PackedNumbers)) {
                values = List.copyOf(values);
                for (var each : values) {
                    if (each.type() != element) {
                        throw new IllegalArgumentException(each.type() + " in an array of " + element);
                    }
                }
            }
        }

        @Override
        public Type type() {
            return Type.ARRAY;
        }
    }

    static GgufValue uint32(long value) {
        return new Whole(Type.UINT32, value);
    }

    static GgufValue float32(double value) {
        return new Real(Type.FLOAT32, value);
    }

    static GgufValue texts(List<String> values) {
        return new Sequence(
                Type.STRING, values.stream().<GgufValue>map(Text::new).toList());
    }
}
