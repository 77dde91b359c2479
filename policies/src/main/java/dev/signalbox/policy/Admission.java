package dev.signalbox.policy;

import static java.util.stream.Collectors.joining;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.plan.Plan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Asks every rule about every expert; the first that denies gives the reason. */
final class Admission {

    private static final int NAMED_IN_REFUSAL = 5;

    private final List<Rule> rules;

    /** @param rules in the order asked; the policy's own wishes before the query's, the context window last */
    Admission(List<Rule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Whether every rule allows it. */
    boolean allows(Features features, ExpertCard card) {
        for (var rule : rules) {
            if (!rule.allows(features, card)) {
                return false;
            }
        }
        return true;
    }

    /** False for an expert that some rule denies whatever is asked. */
    boolean everAllows(ExpertCard card) {
        return rules.stream().allMatch(rule -> rule.everAllows(card));
    }

    Admitted admit(Features features, List<ExpertCard> cards) {
        var candidates = new ArrayList<ExpertCard>();
        var denials = new ArrayList<Decision.Denial>();
        var reasons = new ArrayList<Plan.Reason>();
        for (var card : cards) {
            var denial = denial(features, card);
            if (denial.isEmpty()) {
                candidates.add(card);
            } else {
                denials.add(denial.get().denial());
                reasons.add(denial.get().reason());
            }
        }
        return new Admitted(candidates, denials, reasons, 0);
    }

    private Optional<Reasoned> denial(Features features, ExpertCard card) {
        for (var rule : rules) {
            if (rule.judge(features, card) instanceof Verdict.Deny deny) {
                var denial = new Decision.Denial(card.name(), rule.name(), deny.reason());
                return Optional.of(new Reasoned(denial, deny.refusal()));
            }
        }
        return Optional.empty();
    }

    private record Reasoned(Decision.Denial denial, Plan.Reason reason) {}

    /**
     * @param candidates in roster order
     * @param denials in roster order
     * @param reasons one for each denial
     * @param unscored how many more there are, of whom neither is said
     */
    record Admitted(
            List<ExpertCard> candidates, List<Decision.Denial> denials, List<Plan.Reason> reasons, int unscored) {

        /** The first {@code most} denials; the others are counted only. */
        Admitted brief(int most) {
            int named = Math.min(most, denials.size());
            return new Admitted(candidates, denials.subList(0, named), reasons, unscored + denials.size() - named);
        }

        /**
         * What the caller is told when nobody is left. The rules' order makes a late denial the most telling: an expert
         * that is only too small would have answered a shorter prompt.
         */
        Plan.Refusal refusal() {
            var reason = reasons.stream().min(Comparator.naturalOrder()).orElse(Plan.Reason.DENIED);
            if (denials.isEmpty()) {
                return new Plan.Refusal(reason, "the policy matches no expert of the roster");
            }
            var named = denials.stream()
                    .limit(NAMED_IN_REFUSAL)
                    .map(denial -> denial.expert() + ": " + denial.reason())
                    .collect(joining("; "));
            int more = reasons.size() - NAMED_IN_REFUSAL;
            return new Plan.Refusal(
                    reason, "no expert may answer: " + named + (more > 0 ? "; and " + more + " more" : ""));
        }
    }
}
