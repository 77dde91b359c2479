package dev.signalbox.policy;

import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.Ability;
import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Denies experts that lack an ability which the query needs or the policy requires. */
final class AbilityRule implements Rule {

    private final Set<Ability> required;

    AbilityRule(Set<Ability> required) {
        this.required = Set.copyOf(required);
    }

    @Override
    public String name() {
        return "ability";
    }

    @Override
    public boolean everAllows(ExpertCard card) {
        return card.abilities().containsAll(required);
    }

    @Override
    public boolean allows(Features features, ExpertCard card) {
        return card.abilities().containsAll(features.needs()) && everAllows(card);
    }

    @Override
    public Verdict judge(Features features, ExpertCard card) {
        if (allows(features, card)) {
            return Verdict.ALLOW;
        }
        var missing = Stream.concat(features.needs().stream(), required.stream())
                .filter(ability -> !card.abilities().contains(ability))
                .distinct()
                .sorted()
                .map(ability -> ability.name().toLowerCase(Locale.ROOT))
                .collect(joining(", "));
        return new Verdict.Deny("lacks " + missing, Plan.Reason.INCAPABLE);
    }
}
