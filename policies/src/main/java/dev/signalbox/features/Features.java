package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import java.util.Set;

/**
 * Facts about a query that routing may look at.
 *
 * @param prompt the question
 * @param promptTokens estimate over the whole conversation
 * @param outputTokens most tokens the caller allows, or 0 when the expert decides
 * @param needs abilities that an expert must have
 * @param caller who asks
 */
public record Features(Prompt prompt, int promptTokens, int outputTokens, Set<Ability> needs, Caller caller) {

    public Features {
        requireNonNull(prompt);
        if (promptTokens < 0 || outputTokens < 0) {
            throw new IllegalArgumentException("features: negative tokens, expected >= 0");
        }
        needs = Set.copyOf(needs);
        requireNonNull(caller);
    }

    /** Of a question of which only the embedding is known. */
    public Features(Embedding embedding, int promptTokens, int outputTokens, Set<Ability> needs, Caller caller) {
        this(Prompt.of(embedding), promptTokens, outputTokens, needs, caller);
    }

    /** The prompt's. */
    public Embedding embedding() {
        return prompt.embedding();
    }
}
