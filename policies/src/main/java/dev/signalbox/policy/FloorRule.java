package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import java.util.Set;

/** Denies experts that a policy's floor was not calibrated with: what they would do to quality is not known. */
final class FloorRule implements Rule {

    private final Set<String> calibrated;

    FloorRule(Set<String> calibrated) {
        this.calibrated = Set.copyOf(calibrated);
    }

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public boolean everAllows(ExpertCard card) {
        return calibrated.contains(card.name());
    }

    @Override
    public boolean allows(Features features, ExpertCard card) {
        return everAllows(card);
    }

    @Override
    public Verdict judge(Features features, ExpertCard card) {
        return everAllows(card)
                ? Verdict.ALLOW
                : new Verdict.Deny("the floor was calibrated without it; run ./signalbox train", Plan.Reason.DENIED);
    }
}
