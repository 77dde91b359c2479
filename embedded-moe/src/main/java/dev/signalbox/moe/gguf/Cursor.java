package dev.signalbox.moe.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** Reads little-endian values one after another and never past the end of the file. */
final class Cursor {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long at;

    Cursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    long position() {
        return at;
    }

    long left() {
        return bytes.byteSize() - at;
    }

    byte int8(String what) throws MalformedGgufException {
        return bytes.get(ValueLayout.JAVA_BYTE, advance(1, what));
    }

    short int16(String what) throws MalformedGgufException {
        return bytes.get(SHORT, advance(2, what));
    }

    int int32(String what) throws MalformedGgufException {
        return bytes.get(INT, advance(4, what));
    }

    long int64(String what) throws MalformedGgufException {
        return bytes.get(LONG, advance(8, what));
    }

    /** A count of things that each take at least {@code bytesEach} of what is left, so a hostile one costs nothing. */
    int count(String what, int bytesEach) throws MalformedGgufException {
        long count = int64(what);
        if (count < 0 || count > left() / bytesEach || count > Integer.MAX_VALUE) {
            throw malformed(what + " is " + Long.toUnsignedString(count) + ", more than the file can hold");
        }
        return (int) count;
    }

    String text(String what) throws MalformedGgufException {
        int length = count("length of " + what, 1);
        byte[] utf8 = new byte[length];
        MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, advance(length, what), utf8, 0, length);
        return new String(utf8, UTF_8);
    }

    MalformedGgufException malformed(String problem) {
        return new MalformedGgufException(file, problem);
    }

    private long advance(long count, String what) throws MalformedGgufException {
        if (count > left()) {
            throw malformed("cut short: it ends at byte " + bytes.byteSize() + ", within " + what);
        }
        long before = at;
        at += count;
        return before;
    }
}
