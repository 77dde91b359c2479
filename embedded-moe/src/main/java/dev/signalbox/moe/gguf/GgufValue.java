package dev.signalbox.moe.gguf;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A metadata value. Its type is kept, because readers insist on the one they expect. */
public sealed interface GgufValue {

    /** The types, with their codes in the file. */
    enum Type {
        UINT8(0),
        INT8(1),
        UINT16(2),
        INT16(3),
        UINT32(4),
        INT32(5),
        FLOAT32(6),
        BOOL(7),
        STRING(8),
        ARRAY(9),
        UINT64(10),
        INT64(11),
        FLOAT64(12);

        private final int code;

        Type(int code) {
            this.code = code;
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
            requireNonNull(type);
        }
    }

    /** A floating-point number. */
    record Real(Type type, double value) implements GgufValue {
        public Real {
            requireNonNull(type);
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
            values = List.copyOf(values);
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
