package dev.signalbox.moe.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;

/** Reads little-endian values one after another, never past the end of the file, nor past what a header may take. */
final class Cursor {

    /** The longest vocabularies take some twenty megabytes. */
    static final long MOST_BYTES = 256L << 20;

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

    long size() {
        return bytes.byteSize();
    }

    int int32(String what) throws MalformedGgufException {
        return bytes.get(INT, advance(Integer.BYTES, what));
    }

    long int64(String what) throws MalformedGgufException {
        return bytes.get(LONG, advance(Long.BYTES, what));
    }

    byte[] bytes(long count, String what) throws MalformedGgufException {
        long from = advance(count, what);
        return bytes.asSlice(from, count).toArray(ValueLayout.JAVA_BYTE);
    }

    /**
     * A count of things, so that a hostile one costs nothing.
     *
     * @param bytesEach that each takes at least of what is left
     * @param most that are believed
     */
    int count(String what, int bytesEach, int most) throws MalformedGgufException {
        long count = int64(what);
        if (count < 0 || count > (size() - at) / bytesEach) {
            throw malformed(what + " is " + Long.toUnsignedString(count) + ", more than the file can hold");
        }
        if (count > most) {
            throw malformed(what + " is " + count + ", expected at most " + most);
        }
        return (int) count;
    }

    /** Text, with a replacement character for what is not UTF-8. */
    String text(String what) throws MalformedGgufException {
        return new String(bytes(count("the length of " + what, 1, Integer.MAX_VALUE), what), UTF_8);
    }

    /** Text that names something, and so must be UTF-8, that it can be told apart from other names. */
    String name(String what, int mostBytes) throws MalformedGgufException {
        byte[] utf8 = bytes(count("the length of " + what, 1, mostBytes), what);
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
        } catch (CharacterCodingException e) {
            var malformed = malformed(what + " is not UTF-8");
            malformed.initCause(e);
            throw malformed;
        }
    }

    MalformedGgufException malformed(String problem) {
        return new MalformedGgufException(file, problem);
    }

    private long advance(long count, String what) throws MalformedGgufException {
        if (count > size() - at) {
            throw malformed("cut short: it ends at byte " + size() + ", within " + what);
        }
        if (count > MOST_BYTES - at) {
            throw malformed("its header goes on after " + MOST_BYTES + " bytes, within " + what
                    + ", expected the weights by then");
        }
        long before = at;
        at += count;
        return before;
    }
}
