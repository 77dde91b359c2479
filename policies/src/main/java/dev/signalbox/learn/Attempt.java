package dev.signalbox.learn;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Reply.Failure.Kind;
import dev.signalbox.experts.Usage;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call of one expert. Every attempt is billed and recorded, the failed ones too.
 *
 * @param expert who was asked
 * @param deployment which endpoint of it
 * @param timing when, and how long
 * @param usage tokens, as the expert said or as we counted
 * @param microUsd what they cost
 * @param failure what went wrong, or null when it answered
 * @param purpose what it was for
 */
public record Attempt(
        String expert,
        String deployment,
        Timing timing,
        Usage usage,
        long microUsd,
        @Nullable Kind failure,
        Purpose purpose) {

    public Attempt {
        requireNonNull(expert);
        requireNonNull(deployment);
        requireNonNull(timing);
        requireNonNull(usage);
        requireNonNull(purpose);
    }

    /** Of an expert that was to answer. */
    public Attempt(
            String expert, String deployment, Timing timing, Usage usage, long microUsd, @Nullable Kind failure) {
        this(expert, deployment, timing, usage, microUsd, failure, Purpose.ANSWER);
    }

    /** What a call is for. */
    public enum Purpose {
        /** To answer the caller. */
        ANSWER,
        /** To help decide who shall answer. */
        ADVICE
    }

    /**
     * @param start when the call began
     * @param firstToken from the start to the first token, or null when none came
     * @param total from the start to the end
     */
    public record Timing(Instant start, @Nullable Duration firstToken, Duration total) {}
}
