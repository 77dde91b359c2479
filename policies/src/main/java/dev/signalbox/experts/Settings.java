package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the caller wants the reply.
 *
 * @param stream token by token rather than whole
 * @param maxTokens most tokens to generate, or null for the expert's own limit
 * @param effort how hard to think, or null for the expert's default
 * @param sampling how tokens are drawn
 * @param output what the reply's text is to be
 * @param needs abilities that an expert must have to take this query
 * @param adapterScales of an expert's adapters, by their place in its list, 0 of those left out; null as the expert has them
 * @param steering how a sparse model's choice of its experts is to be changed, by the name of it; null for not at all
 */
public record Settings(
        boolean stream,
        @Nullable Integer maxTokens,
        @Nullable Effort effort,
        Sampling sampling,
        Output output,
        Set<Ability> needs,
        @Nullable Map<Integer, Double> adapterScales,
        @Nullable String steering) {

    /** A whole reply with every choice left to the expert. */
    public static final Settings DEFAULT = new Settings(false, null, null, Sampling.DEFAULT, Output.TEXT, Set.of());

    public Settings {
        if (maxTokens != null && maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens: " + maxTokens + ", expected at least 1");
        }
        requireNonNull(sampling);
        requireNonNull(output);
        needs = Set.copyOf(needs);
        adapterScales = adapterScales == null ? null : Map.copyOf(adapterScales);
    }

    /** With the expert's adapters as they are, and without steering. */
    public Settings(
            boolean stream,
            @Nullable Integer maxTokens,
            @Nullable Effort effort,
            Sampling sampling,
            Output output,
            Set<Ability> needs) {
        this(stream, maxTokens, effort, sampling, output, needs, null, null);
    }

    /** Plain text that ends at one of {@code stop}. */
    public Settings(
            boolean stream,
            @Nullable Integer maxTokens,
            @Nullable Effort effort,
            Sampling sampling,
            List<String> stop,
            Set<Ability> needs) {
        this(stream, maxTokens, effort, sampling, new Output(stop, new Format.Text(), null), needs);
    }

    public Settings withEffort(Effort wanted) {
        return new Settings(stream, maxTokens, wanted, sampling, output, needs, adapterScales, steering);
    }

    /** The same to an expert that can be steered, and shall be. */
    public Settings withSteering(String name) {
        var more = EnumSet.of(Ability.STEERING);
        more.addAll(needs);
        return new Settings(stream, maxTokens, effort, sampling, output, more, adapterScales, name);
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
     * @param shaping what makes some tokens likelier than the expert finds them, or rules them out
     */
    public record Sampling(
            @Nullable Double temperature,
            @Nullable Double topP,
            @Nullable Long seed,
            Shaping shaping) {
        public static final Sampling DEFAULT = new Sampling(null, null, null, Shaping.NONE);

        public Sampling {
            requireNonNull(shaping);
        }

        /** Without shaping. */
        public Sampling(@Nullable Double temperature, @Nullable Double topP, @Nullable Long seed) {
            this(temperature, topP, seed, Shaping.NONE);
        }
    }

    /**
     * What makes some tokens likelier than the expert finds them, or rules them out; null is no such wish.
     *
     * @param presencePenalty taken from the logit of a token that the reply has, in [-2, 2]
     * @param frequencyPenalty the same, once for each time that it has it
     * @param repeatPenalty divides a positive logit of such a token and multiplies a negative one, above 0
     * @param topK draws among so many of the likeliest; below 1 among all
     * @param minP draws among tokens at least so likely as this share of the likeliest one, in [0, 1]
     * @param logitBias added to the logits, by the expert's token numbers, in [-100, 100]
     */
    public record Shaping(
            @Nullable Double presencePenalty,
            @Nullable Double frequencyPenalty,
            @Nullable Double repeatPenalty,
            @Nullable Integer topK,
            @Nullable Double minP,
            Map<Integer, Double> logitBias) {
        public static final Shaping NONE = new Shaping(null, null, null, null, null, Map.of());

        public Shaping {
            logitBias = Map.copyOf(logitBias);
        }
    }

    /**
     * What the reply's text is to be, and what is told about it.
     *
     * @param stop strings that end the reply, not part of it
     * @param format that it must have
     * @param topLogprobs how many of the likeliest tokens to tell at each place beside the one drawn, or null to tell of none
     */
    public record Output(
            List<String> stop, Format format, @Nullable Integer topLogprobs) {
        public static final Output TEXT = new Output(List.of(), new Format.Text(), null);

        public Output {
            stop = List.copyOf(stop);
            requireNonNull(format);
        }
    }

    /** What form a reply must have. */
    public sealed interface Format {

        /** Any. */
        record Text() implements Format {}

        /** A JSON object. */
        record Json() implements Format {}

        /**
         * JSON that a schema describes.
         *
         * @param schema a JSON object as maps, lists, strings, numbers and truth values, in the caller's order
         */
        record Schema(Map<String, Object> schema) implements Format {
            public Schema {
                schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
            }
        }
    }
}
