package dev.signalbox.execution;

import dev.signalbox.learn.Attempt;
import java.time.Duration;
import java.util.List;

/**
 * What a request had done for it before its plan could run: it counts towards the request's deadline, cost and record.
 *
 * @param attempts experts asked for advice, in order
 * @param took how long that was
 */
public record Prelude(List<Attempt> attempts, Duration took) {

    public static final Prelude NONE = new Prelude(List.of(), Duration.ZERO);

    public Prelude {
        attempts = List.copyOf(attempts);
    }

    public long microUsd() {
        return attempts.stream().mapToLong(Attempt::microUsd).sum();
    }
}
