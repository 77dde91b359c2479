package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the reply.
 *
 * @param stream token by token rather than whole
 * @param maxTokens most tokens to generate, or null for the expert's own limit
 * @param effort how hard to think, or null for the expert's default
 * @param sampling how tokens are drawn
 * @param stop strings that end the reply, not part of it
 * @param needs abilities that an expert must have to take this query
 */
public record Settings(
        boolean stream,
        @Nullable Integer maxTokens,
        @Nullable Effort effort,
        Sampling sampling,
        List<String> stop,
        Set<Ability> needs) {

    /** A whole reply with every choice left to the expert. */
    public static final Settings DEFAULT = new Settings(false, null, null, Sampling.DEFAULT, List.of(), Set.of());

    public Settings {
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + ", expected at least 1");
        }
        requireNonNull(sampling);
        stop = List.copyOf(stop);
        needs = Set.copyOf(needs);
    }

    public Settings withEffort(Effort wanted) {
        return new Settings(stream, maxTokens, wanted, sampling, stop, needs);
    }

    /** Reasoning effort, as in the OpenAI dialect. */
    public enum Effort {
        NONE,
        MINIMAL,
        LOW,
        MEDIUM,
        HIGH,
        XHIGH
    }

    /**
     * How tokens are drawn; null leaves the choice to the expert.
     *
     * @param temperature 0 is greedy
     * @param topP nucleus mass in (0, 1]
     * @param seed makes sampling repeatable
     */
    public record Sampling(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Long seed) {
        public static final Sampling DEFAULT = new Sampling(null, null, null);
    }
}
