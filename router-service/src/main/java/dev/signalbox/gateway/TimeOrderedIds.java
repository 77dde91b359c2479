package dev.signalbox.gateway;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * Identifiers that sort by the millisecond they were made in, so that database pages fill in order, and hold 80 random
 * bits besides: the layout of a ULID, in lower case.
 */
final class TimeOrderedIds implements Ids {

    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 8;

    private final InstantSource clock;
    private final RandomGenerator random;

    /** @param random safe for concurrent use */
    TimeOrderedIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String next(String prefix) {
        var id = new StringBuilder(prefix.length() + 1 + TIME_DIGITS + 2 * RANDOM_DIGITS)
                .append(prefix)
                .append('_');
        append(id, clock.millis(), TIME_DIGITS);
        append(id, random.nextLong(), RANDOM_DIGITS);
        append(id, random.nextLong(), RANDOM_DIGITS);
        return id.toString();
    }

    private static void append(StringBuilder id, long bits, int digits) {
        for (int at = digits - 1; at >= 0; at--) {
            id.append(DIGITS[(int) (bits >>> (5 * at)) & 31]);
        }
    }
}
