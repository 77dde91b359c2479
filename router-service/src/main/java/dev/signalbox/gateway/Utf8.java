package dev.signalbox.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.util.Arrays;

/**
 * The check that a body is UTF-8, strictly: the bytes go on to experts as they came, so they must mean to them what they
 * mean to us. A JSON parser alone would guess UTF-16 and let overlong forms pass.
 */
final class Utf8 {

    private static final int CHUNK = 4096;

    private Utf8() {}

    /** {@code body} without its byte order mark; the same array when it has none. */
    static byte[] checked(byte[] body) throws RejectedRequestException {
        if (!isAscii(body)) {
            decode(body);
        }
        for (int at = 0; at < Math.min(4, body.length); at++) {
            if (body[at] == 0) {
                throw rejected(at, "a zero byte, as in UTF-16 or UTF-32");
            }
        }
        boolean marked = body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF;
        return marked ? Arrays.copyOfRange(body, 3, body.length) : body;
    }

    private static boolean isAscii(byte[] body) {
        byte all = 0;
        for (byte one : body) {
            all |= one;
        }
        return all >= 0;
    }

    private static void decode(byte[] body) throws RejectedRequestException {
        var decoder = UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var in = ByteBuffer.wrap(body);
        var scratch = CharBuffer.allocate(CHUNK);
        while (true) {
            var result = decoder.decode(in, scratch.clear(), true);
            if (result.isError()) {
                throw rejected(in.position(), "0x" + Integer.toHexString(body[in.position()] & 0xFF));
            }
            if (result.isUnderflow()) {
                return;
            }
        }
    }

    private static RejectedRequestException rejected(int at, String found) {
        return new RejectedRequestException(
                ApiError.request(400, "The body is not UTF-8: byte " + at + " is " + found + ".", null));
    }
}
