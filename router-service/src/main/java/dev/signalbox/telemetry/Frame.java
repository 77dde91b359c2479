package dev.signalbox.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One record as it lies in the spool.
 *
 * <pre>
 *   int   length   of the payload
 *   int   crc      CRC-32C over all that follows
 *   byte  kind     code of its {@link Kind}
 *   long  at       when it was appended, epoch milliseconds
 *   byte[length]   payload, UTF-8 JSON
 * </pre>
 */
final class Frame {

    static final int HEADER = 4 + 4 + 1 + 8;
    static final int MAX_PAYLOAD = 16 << 20;

    private static final int CRC_FROM = 8;

    private final Kind kind;
    private final long atMillis;
    private final byte[] payload;

    /** Keeps {@code payload} as it is: whoever made it must not change it any more. */
    Frame(Kind kind, long atMillis, byte[] payload) {
        this.kind = kind;
        this.atMillis = atMillis;
        this.payload = payload;
    }

    Kind kind() {
        return kind;
    }

    long atMillis() {
        return atMillis;
    }

    /** The JSON text. */
    String json() {
        return new String(payload, UTF_8);
    }

    int size() {
        return HEADER + payload.length;
    }

    byte[] toBytes() {
        var frame = ByteBuffer.allocate(size());
        frame.putInt(payload.length).putInt(0).put(kind.code).putLong(atMillis).put(payload);
        frame.putInt(4, crc(frame, size()));
        return frame.array();
    }

    /** Bytes of the frame at the buffer's position, header included; empty when no frame begins there. */
    static Optional<Integer> sizeAt(ByteBuffer buffer) {
        if (buffer.remaining() < HEADER) {
            return Optional.empty();
        }
        int length = buffer.getInt(buffer.position());
        return length > 0 && length <= MAX_PAYLOAD ? Optional.of(HEADER + length) : Optional.empty();
    }

    /** Takes the frame at the buffer's position, which holds all of it; empty when its checksum is wrong. */
    static Optional<Frame> take(ByteBuffer buffer) {
        int size = sizeAt(buffer).orElseThrow();
        var frame = buffer.slice(buffer.position(), size);
        var kind = Kind.of(frame.get(CRC_FROM));
        if (kind.isEmpty() || frame.getInt(4) != crc(frame, size)) {
            return Optional.empty();
        }
        var payload = new byte[size - HEADER];
        frame.get(HEADER, payload);
        buffer.position(buffer.position() + size);
        return Optional.of(new Frame(kind.get(), frame.getLong(CRC_FROM + 1), payload));
    }

    private static int crc(ByteBuffer frame, int size) {
        var crc = new CRC32C();
        crc.update(frame.slice(CRC_FROM, size - CRC_FROM));
        return (int) crc.getValue();
    }

    /** What the payload is. */
    enum Kind {
        ENTRY('E'),
        FEEDBACK('F');

        private final byte code;

        Kind(char code) {
            this.code = (byte) code;
        }

        private static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }
}
