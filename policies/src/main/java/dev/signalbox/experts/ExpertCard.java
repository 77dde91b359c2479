package dev.signalbox.experts;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Set;

/**
 * What is known of an expert without asking it.
 *
 * @param name unique in the roster, such as {@code local/sums} or {@code gpt-4o-mini}
 * @param description one line for people
 * @param abilities what it can do beyond plain chat
 * @param limits how much it can take and give
 * @param price what it charges
 * @param declared what its owner expects of it, until outcomes say otherwise
 * @param tags free labels that policies can require, such as {@code eu}
 * @param family what it is one variant of, as its provider says; empty when it stands alone
 */
public record ExpertCard(
        String name,
        String description,
        Set<Ability> abilities,
        Limits limits,
        Price price,
        Declared declared,
        Set<String> tags,
        String family) {

    public ExpertCard {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name: blank, expected an expert's name");
        }
        requireNonNull(description);
        abilities = Set.copyOf(abilities);
        requireNonNull(limits);
        requireNonNull(price);
        requireNonNull(declared);
        tags = Set.copyOf(tags);
        requireNonNull(family);
    }

    /** Of an expert that stands alone. */
    public ExpertCard(
            String name,
            String description,
            Set<Ability> abilities,
            Limits limits,
            Price price,
            Declared declared,
            Set<String> tags) {
        this(name, description, abilities, limits, price, declared, tags, "");
    }

    public ExpertCard inFamily(String other) {
        return new ExpertCard(name, description, abilities, limits, price, declared, tags, other);
    }

    /**
     * @param contextTokens prompt and reply together
     * @param outputTokens reply alone
     * @param reads what of a query counts as its prompt
     */
    public record Limits(int contextTokens, int outputTokens, Reads reads) {
        public Limits {
            requireNonNull(reads);
            if (contextTokens < 1 || outputTokens < 1) {
                throw new IllegalArgumentException(
                        "limits: " + contextTokens + " and " + outputTokens + ", expected at least 1");
            }
        }

        /** Of an expert that reads the whole conversation. */
        public Limits(int contextTokens, int outputTokens) {
            this(contextTokens, outputTokens, Reads.CONVERSATION);
        }
    }

    /** What of a query an expert is sent and charges for, and in what tokens. */
    public enum Reads {
        /** Every turn, about four characters to a token. */
        CONVERSATION,
        /** The last user turn alone, about one token to a character. */
        QUESTION
    }

    /**
     * @param quality mean quality of its answers, in [0, 1]
     * @param completionTokens typical length of a reply, for expected cost
     * @param latency typical time of a whole reply
     */
    public record Declared(double quality, int completionTokens, Duration latency) {
        public Declared {
            if (!(quality >= 0 && quality <= 1)) {
                throw new IllegalArgumentException("quality: " + quality + ", expected within [0, 1]");
            }
            if (completionTokens < 1 || latency.isNegative()) {
                throw new IllegalArgumentException("declared: expected completionTokens >= 1 and latency >= 0");
            }
        }
    }
}
