package dev.signalbox.execution;

import dev.signalbox.experts.Reply;
import dev.signalbox.experts.Reply.Failure;
import dev.signalbox.experts.Usage;
import dev.signalbox.policy.RosterFile;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Stands before one deployment: circuit breaker, bulkhead, the wait it asked for by Retry-After, and the rhythm of
 * retries. What happened there outlives a reload of the roster as long as the deployment and its terms stay the same.
 */
final class Guard {

    private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(2);
    private static final double BACKOFF_GROWTH = 2;
    private static final int HALF_OPEN_CALLS = 3;

    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final Retry retry;
    private final Time time;
    /** In {@link Time#nanos}; the start of this guard while nobody asked us to wait. */
    private final AtomicLong heldUntil;

    Guard(String name, RosterFile.Calls calls, Time time, RandomGenerator random) {
        this.time = time;
        this.heldUntil = new AtomicLong(time.nanos());
        this.breaker = CircuitBreaker.of(name, breaker(calls.breaker(), time));
        this.bulkhead = Bulkhead.of(name, bulkhead(calls.maxConcurrent()));
        this.retry = Retry.of(name, retry(calls.retry(), random));
    }

    /** Of the breaker: whether it lets calls in, a few of them to see, or none. */
    enum State {
        CLOSED(0),
        HALF_OPEN(1),
        OPEN(2);

        /** As the metrics show it. */
        final int number;

        State(int number) {
            this.number = number;
        }
    }

    State state() {
        return switch (breaker.getState()) {
            case CLOSED, DISABLED, METRICS_ONLY -> State.CLOSED;
            case HALF_OPEN -> State.HALF_OPEN;
            case OPEN, FORCED_OPEN -> State.OPEN;
        };
    }

    /** How long the deployment still wants no call. */
    Duration held() {
        return Duration.ofNanos(Math.max(0, heldUntil.get() - time.nanos()));
    }

    /** Lets a call in, or says why not; who was let in must {@link #leave}. */
    Optional<Failure> enter() {
        var held = held();
        if (held.isPositive()) {
            return Optional.of(failure(Failure.Kind.THROTTLED, "the expert asked to be left alone for a while", held));
        }
        if (!bulkhead.tryAcquirePermission()) {
            int most = bulkhead.getMetrics().getMaxAllowedConcurrentCalls();
            return Optional.of(failure(
                    Failure.Kind.OVERLOADED, most + " calls are under way at the expert, the most allowed", null));
        }
        if (!breaker.tryAcquirePermission()) {
            bulkhead.releasePermission();
            return Optional.of(failure(
                    Failure.Kind.BREAKER_OPEN, "the expert failed too often of late and is not asked for now", null));
        }
        return Optional.empty();
    }

    /** Ends a call that was let in and came to its own end. */
    void leave(Reply reply, Duration took) {
        bulkhead.onComplete();
        if (reply instanceof Failure failure) {
            hold(failure.retryAfter());
            if (isNeutral(failure.kind())) {
                breaker.releasePermission();
                return;
            }
        }
        breaker.onResult(took.toNanos(), TimeUnit.NANOSECONDS, reply);
    }

    /** Ends a call that was let in and says nothing of the expert: we ended it ourselves. */
    void leave() {
        bulkhead.onComplete();
        breaker.releasePermission();
    }

    /** A fresh series of attempts; its {@code onResult} says how many milliseconds to wait, or -1 for no more. */
    Retry.AsyncContext<Reply> retries() {
        return retry.asyncContext();
    }

    private void hold(@Nullable Duration retryAfter) {
        if (retryAfter != null && retryAfter.isPositive()) {
            long until = time.nanos() + retryAfter.toNanos();
            heldUntil.accumulateAndGet(until, (one, other) -> other - one > 0 ? other : one);
        }
    }

    /** Whether a failure says nothing about the health of the expert. */
    private static boolean isNeutral(Failure.Kind kind) {
        return switch (kind) {
            case REFUSED, REJECTED, TOO_LONG, THROTTLED, OVERLOADED, BREAKER_OPEN, COST_CAPPED, CANCELLED -> true;
            case UNAUTHORIZED, TIMED_OUT, UNAVAILABLE, MALFORMED, CUT -> false;
        };
    }

    /** Whether the same deployment may do better at once; a timeout has cost the caller enough already. */
    private static boolean isRetryable(Reply reply) {
        return reply instanceof Failure failure
                && switch (failure.kind()) {
                    case UNAVAILABLE, THROTTLED, MALFORMED, CUT -> true;
                    case REFUSED,
                            REJECTED,
                            TOO_LONG,
                            UNAUTHORIZED,
                            TIMED_OUT,
                            OVERLOADED,
                            BREAKER_OPEN,
                            COST_CAPPED,
                            CANCELLED -> false;
                };
    }

    private static Failure failure(Failure.Kind kind, String message, @Nullable Duration retryAfter) {
        return new Failure(kind, message, retryAfter, Usage.NONE);
    }

    private static CircuitBreakerConfig breaker(RosterFile.Breaker terms, Time time) {
        return CircuitBreakerConfig.custom()
                .failureRateThreshold((float) (100 * terms.failureRate()))
                .slidingWindow(
                        terms.window(),
                        Math.ceilDiv(terms.window(), 2),
                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .permittedNumberOfCallsInHalfOpenState(HALF_OPEN_CALLS)
                .waitDurationInOpenState(terms.openFor())
                .clock(time.withZone(ZoneOffset.UTC))
                .currentTimestampFunction(clock -> time.nanos(), TimeUnit.NANOSECONDS)
                .recordResult(Failure.class::isInstance)
                .writableStackTraceEnabled(false)
                .build();
    }

    private static BulkheadConfig bulkhead(int maxConcurrent) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(maxConcurrent)
                .maxWaitDuration(Duration.ZERO)
                .writableStackTraceEnabled(false)
                .build();
    }

    private static RetryConfig retry(RosterFile.Retry terms, RandomGenerator random) {
        var growing = IntervalFunction.ofExponentialBackoff(terms.backoff(), BACKOFF_GROWTH, LONGEST_BACKOFF);
        return RetryConfig.<Reply>custom()
                .maxAttempts(terms.attempts())
                .retryOnResult(Guard::isRetryable)
                .intervalBiFunction((attempt, result) -> {
                    var asked =
                            result.isRight() && result.get() instanceof Failure failure ? failure.retryAfter() : null;
                    // Half fixed, half random: clients that failed together do not come back together.
                    return asked != null
                            ? asked.toMillis() + 1
                            : (long) (growing.apply(attempt) * (0.5 + random.nextDouble() / 2));
                })
                .build();
    }
}
