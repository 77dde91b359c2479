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
    private static final byte[] ERROR = "\"error\"".getBytes(US_ASCII);

    private ChunkScan() {}

    /** True when a key {@code usage}, {@code finish_reason} or {@code error} has a value other than null. */
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
            case 'u' -> hasValue(json, at, end, USAGE);
            case 'f' -> hasValue(json, at, end, FINISH);
            case 'e' -> hasValue(json, at, end, ERROR);
            default -> false;
        };
    }

    private static boolean hasValue(byte[] json, int at, int end, byte[] key) {
        if (end - at < key.length || !Arrays.equals(json, at, at + key.length, key, 0, key.length)) {
            return false;
        }
        int colon = skipBlanks(json, at + key.length, end);
        if (colon >= end || json[colon] != ':') {
            return false;
        }
        int value = skipBlanks(json, colon + 1, end);
        return value < end && json[value] != 'n';
    }

    private static int skipBlanks(byte[] json, int at, int end) {
        int next = at;
        while (next < end && (json[next] == ' ' || json[next] == '\n' || json[next] == '\r' || json[next] == '\t')) {
            next++;
        }
        return next;
    }
}
