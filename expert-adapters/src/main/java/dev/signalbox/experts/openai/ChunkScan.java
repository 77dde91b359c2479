package dev.signalbox.experts.openai;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * Tells in one pass over its bytes whether a chunk is worth parsing: most hold a token and nothing else. Quotes inside a
 * JSON string are escaped, so {@code "usage"} with bare quotes is a key or a value by itself, never part of a text.
 */
final class ChunkScan {

    private static final byte[] USAGE = "\"usage\"".getBytes(US_ASCII);
    private static final byte[] FINISH = "\"finish_reason\"".getBytes(US_ASCII);
    private static final byte[] INDEX = "\"index\"".getBytes(US_ASCII);
    private static final byte[] ERROR = "\"error\"".getBytes(US_ASCII);

    private ChunkScan() {}

    /**
     * True when a key {@code usage}, {@code finish_reason} or {@code error} has a value other than null, or a key
     * {@code index} one other than 0: it may be of a choice not seen yet.
     */
    static boolean isNotable(byte[] json, int from, int length) {
        int end = from + length;
        for (int at = from; at < end - 1; at++) {
            if (json[at] == '"' && isNotableKey(json, at, end)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNotableKey(byte[] json, int at, int end) {
        return switch (json[at + 1]) {
            case 'u' -> hasOther(json, at, end, USAGE, 'n');
            case 'f' -> hasOther(json, at, end, FINISH, 'n');
            case 'e' -> hasOther(json, at, end, ERROR, 'n');
            case 'i' -> hasOther(json, at, end, INDEX, '0');
            default -> false;
        };
    }

    /** True when the key stands here and its value does not start with {@code plain}. */
    private static boolean hasOther(byte[] json, int at, int end, byte[] key, char plain) {
        if (end - at < key.length || !Arrays.equals(json, at, at + key.length, key, 0, key.length)) {
            return false;
        }
        int colon = skipBlanks(json, at + key.length, end);
        if (colon >= end || json[colon] != ':') {
            return false;
        }
        int value = skipBlanks(json, colon + 1, end);
        return value < end && json[value] != plain;
    }

    private static int skipBlanks(byte[] json, int at, int end) {
        int next = at;
        while (next < end && (json[next] == ' ' || json[next] == '\n' || json[next] == '\r' || json[next] == '\t')) {
            next++;
        }
        return next;
    }
}
