package dev.signalbox.features;

import static java.util.Objects.requireNonNull;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.Caller;
import dev.signalbox.experts.ExpertCard;
import java.util.Set;

/**
 * Facts about a query that routing may look at.
 *
 * @param prompt the question
 * @param sizes of the conversation and of the reply
 * @param needs abilities that an expert must have
 * @param caller who asks
 * @param advice what experts said of it, where the policy's scorer asks any
 */
public record Features(Prompt prompt, Sizes sizes, Set<Ability> needs, Caller caller, Advice advice) {

    public Features {
        requireNonNull(prompt);
        requireNonNull(sizes);
        needs = Set.copyOf(needs);
        requireNonNull(caller);
        requireNonNull(advice);
    }

    /** Of which nobody was asked. */
    public Features(Prompt prompt, Sizes sizes, Set<Ability> needs, Caller caller) {
        this(prompt, sizes, needs, caller, Advice.NONE);
    }

    /** Of a conversation that is one question. */
    public Features(Prompt prompt, int promptTokens, int outputTokens, Set<Ability> needs, Caller caller) {
        this(prompt, Sizes.ofQuestion(prompt.text().length(), promptTokens, outputTokens), needs, caller);
    }

    /** Of a question of which only the embedding is known. */
    public Features(Embedding embedding, int promptTokens, int outputTokens, Set<Ability> needs, Caller caller) {
        this(Prompt.of(embedding), promptTokens, outputTokens, needs, caller);
    }

    /** Of a question that is the whole conversation and asks for nothing but an answer. */
    public static Features of(Prompt prompt, Caller caller) {
        long tokens = prompt.text().isEmpty() ? 0 : TokenEstimate.of(prompt.text());
        return new Features(prompt, Math.clamp(tokens, 0, Integer.MAX_VALUE), 0, Set.of(), caller);
    }

    /** The same, and what experts said of it. */
    public Features with(Advice heard) {
        return new Features(prompt, sizes, needs, caller, heard);
    }

    /** The prompt's. */
    public Embedding embedding() {
        return prompt.embedding();
    }

    /** Estimate over the whole conversation. */
    public int promptTokens() {
        return sizes.promptTokens();
    }

    /** Estimate of what this expert reads, as it counts. */
    public int promptTokens(ExpertCard card) {
        return switch (card.limits().reads()) {
            case CONVERSATION -> sizes.promptTokens();
            case QUESTION -> sizes.questionCharacters();
        };
    }

    /** Most tokens the caller allows, or 0 when the expert decides. */
    public int outputTokens() {
        return sizes.outputTokens();
    }
}
