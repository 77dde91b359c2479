package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * The bounds of one attempt, and what it is about.
 *
 * @param timeouts how long each part may take
 * @param cancellation fires when the caller left or the deadline passed
 * @param subject what routing takes the question to be about; worked out when it is asked for
 */
public record Call(Timeouts timeouts, Cancellation cancellation, Supplier<Subject> subject) {

    public static final Supplier<Subject> UNKNOWN_SUBJECT = () -> Subject.UNKNOWN;

    public Call {
        requireNonNull(timeouts);
        requireNonNull(cancellation);
        requireNonNull(subject);
    }

    /** About whatever it may be. */
    public Call(Timeouts timeouts, Cancellation cancellation) {
        this(timeouts, cancellation, UNKNOWN_SUBJECT);
    }

    /** The same with other timeouts. */
    public Call within(Timeouts others) {
        return new Call(others, cancellation, subject);
    }

    /**
     * @param connect to open the connection
     * @param firstToken from sending the request to the first token; does not bound a reply that comes {@link #unstreamed}
     * @param idle between two chunks
     * @param total all of it
     */
    public record Timeouts(Duration connect, Duration firstToken, Duration idle, Duration total) {
        public static final Timeouts DEFAULT = new Timeouts(
                Duration.ofSeconds(3), Duration.ofSeconds(60), Duration.ofSeconds(30), Duration.ofMinutes(5));

        /** The same, with no part longer than what is left until the request's deadline. */
        public Timeouts within(Duration left) {
            return new Timeouts(min(connect, left), min(firstToken, left), min(idle, left), min(total, left));
        }

        /** The bounds of a reply that comes whole: until its first byte only {@link #total} counts. */
        public Timeouts unstreamed() {
            return new Timeouts(connect, total, idle, total);
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) <= 0 ? one : other;
        }
    }
}
