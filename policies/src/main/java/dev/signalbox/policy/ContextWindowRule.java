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
        int prompt = features.promptTokens(card);
        int context = card.limits().contextTokens();
        int reply = features.outputTokens() == 0
                ? 1
                : Math.min(features.outputTokens(), card.limits().outputTokens());
        if ((long) prompt + reply <= context) {
            return Verdict.ALLOW;
        }
        return new Verdict.Deny(
                "about " + prompt + " prompt tokens and " + reply + " for the reply, its context holds " + context,
                Plan.Reason.TOO_LONG);
    }
}
