package dev.signalbox.execution;

import dev.signalbox.experts.Call;
import dev.signalbox.experts.Subject;
import dev.signalbox.learn.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a request had done for it before its plan could run: it counts towards the request's deadline, cost and record.
 *
 * @param attempts experts asked for advice, in order
 * @param took how long that was
 * @param subject what it is about, for an expert that wants to know
 */
public record Prelude(List<Attempt> attempts, Duration took, Supplier<Subject> subject) {

    public static final Prelude NONE = new Prelude(List.of(), Duration.ZERO);

    public Prelude {
        attempts = List.copyOf(attempts);
    }

    /** About whatever it may be. */
    public Prelude(List<Attempt> attempts, Duration took) {
        this(attempts, took, Call.UNKNOWN_SUBJECT);
    }

    /** The same of a request about that. */
    public Prelude about(Supplier<Subject> what) {
        return new Prelude(attempts, took, what);
    }

    public long microUsd() {
        return attempts.stream().mapToLong(Attempt::microUsd).sum();
    }
}
