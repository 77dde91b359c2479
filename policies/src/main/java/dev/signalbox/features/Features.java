package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import java.util.Set;

/**
 * Facts about a query that routing may look at.
 *
 * @param embedding of the question
 * @param promptTokens estimate over the whole conversation
 * @param outputTokens most tokens the caller allows, or 0 when the expert decides
 * @param needs abilities that an expert must have
 * @param caller who asks
 */
public record Features(Embedding embedding, int promptTokens, int outputTokens, Set<Ability> needs, Caller caller) {

    public Features {
        requireNonNull(embedding);
        if (promptTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("features: negative tokens, expected >= 0");
        }
        needs = Set.copyOf(needs);
        requireNonNull(caller);
    }
}
