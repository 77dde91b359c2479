package dev.signalbox.policy;

import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import java.util.Set;

/** Denies experts that lack a tag which the policy requires. */
final class TagRule implements Rule {

    private final Set<String> required;

    TagRule(Set<String> required) {
        this.required = Set.copyOf(required);
    }

    @Override
    public String name() {
        return "tag";
    }

    @Override
    public boolean everAllows(ExpertCard card) {
        return card.tags().containsAll(required);
    }

    @Override
    public boolean allows(Features features, ExpertCard card) {
        return everAllows(card);
    }

    @Override
    public Verdict judge(Features features, ExpertCard card) {
        if (allows(features, card)) {
            return Verdict.ALLOW;
        }
        var missing = required.stream()
                .filter(tag -> !card.tags().contains(tag))
                .sorted()
                .collect(joining(", "));
        return new Verdict.Deny("lacks tag " + missing, Plan.Reason.DENIED);
    }
}
