package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;

/**
 * Denies experts whose context cannot hold the prompt and the reply.
 *
 * <p>The caller's token limit is a ceiling, not a wish: an expert that stops earlier by itself honours it. So the reply
 * counts as the smaller of both limits, and as one token when the caller sets none.
 */
final class ContextWindowRule implements Rule {

    @Override
    public String name() {
        return "context-window";
    }

    @Override
    public Verdict judge(Features features, ExpertCard card) {
        if (allows(features, card)) {
            return Verdict.ALLOW;
        }
        return new Verdict.Deny(
                "about " + features.promptTokens(card) + " prompt tokens and " + reply(features, card)
                        + " for the reply, its context holds " + card.limits().contextTokens(),
                Plan.Reason.TOO_LONG);
    }

    @Override
    public boolean allows(Features features, ExpertCard card) {
        return (long) features.promptTokens(card) + reply(features, card)
                <= card.limits().contextTokens();
    }

    private static int reply(Features features, ExpertCard card) {
        return features.outputTokens() == 0
                ? 1
                : Math.min(features.outputTokens(), card.limits().outputTokens());
    }
}
