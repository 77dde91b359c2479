package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Objective;
import dev.signalbox.numeric.ProductIndex;
import dev.signalbox.score.Factored;
import dev.signalbox.score.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The most promising of thousands of experts for a question, found without scoring each: those of greatest utility as the
 * policy's scorer puts it in {@linkplain Factored inner products}, among those that the rules allow. The scorer itself then
 * scores them, so its word alone decides. Utility is linear in quality, cost and latency, so an expert's vectors of the
 * three are one vector under the policy's objective, looked up in a {@link ProductIndex}; quality stays apart where it is a
 * product that is bent.
 *
 * <p>There is one for a policy over {@value #MANY} experts or more, whose scorer has inner products and whose gate looks at
 * few of the best. Made once, when the policy is bound to its roster. Denials are told of experts that would have been on
 * the list, {@value #NAMED} at most; all others are counted only.
 */
final class Shortlist {

    /** From so many experts on; fewer are all scored. */
    static final int MANY = 500;

    /** How many are scored; a gate that looks at more than half as many gets no shortlist. */
    static final int LENGTH = 128;

    /** Most denials told. */
    static final int NAMED = 32;

    private final List<ExpertCard> experts;
    private final List<ExpertCard> eligible;
    private final Admission admission;
    private final Factored factored;
    private final ProductIndex index;

    private Shortlist(
            List<ExpertCard> experts,
            List<ExpertCard> eligible,
            Admission admission,
            Factored factored,
            ProductIndex index) {
        this.experts = experts;
        this.eligible = eligible;
        this.admission = admission;
        this.factored = factored;
        this.index = index;
    }

    /** Empty where all experts are to be scored. */
    static Optional<Shortlist> of(List<ExpertCard> experts, Admission admission, Scorer scorer, Chooser chooser) {
        if (experts.size() < MANY || chooser.reach() > LENGTH / 2) {
            return Optional.empty();
        }
        var eligible = experts.stream().filter(admission::everAllows).toList();
        if (eligible.isEmpty()) {
            return Optional.empty();
        }
        return scorer.factored(eligible)
                .map(factored -> new Shortlist(
                        experts, eligible, admission, factored, index(eligible, factored, chooser.objective())));
    }

    private static ProductIndex index(List<ExpertCard> experts, Factored factored, Objective objective) {
        var factors = experts.stream().map(factored::expert).toList();
        var utilities = factors.stream()
                .map(each -> utility(each, objective, factored.isLogistic() ? 0 : objective.quality()))
                .toArray(float[][]::new);
        return factored.isLogistic()
                ? ProductIndex.of(
                        utilities,
                        factors.stream().map(Factored.Factors::quality).toArray(float[][]::new),
                        objective.quality())
                : ProductIndex.of(utilities);
    }

    private static float[] utility(Factored.Factors factors, Objective objective, double qualityWeight) {
        var utility = new float[factors.quality().length];
        for (int f = 0; f < utility.length; f++) {
            utility[f] = (float) (qualityWeight * factors.quality()[f]
                    - objective.perUsd() * factors.microUsd()[f] / 1e6
                    - objective.perSecond() * factors.seconds()[f]);
        }
        return utility;
    }

    /** Where nobody is allowed, every expert is asked about: the refusal names the most telling denial of all. */
    Admission.Admitted admit(Features features) {
        var denied = new ArrayList<ExpertCard>();
        var found = index.find(factored.question(features), LENGTH, number -> {
            var card = eligible.get(number);
            boolean allowed = admission.allows(features, card);
            if (!allowed && denied.size() < NAMED) {
                denied.add(card);
            }
            return allowed;
        });
        var numbers = found.numbers();
        if (numbers.length == 0) {
            return admission.admit(features, experts).brief(NAMED);
        }
        Arrays.sort(numbers);
        var candidates = Arrays.stream(numbers).mapToObj(eligible::get).toList();
        var denials = admission.admit(features, denied);
        int unscored = experts.size() - candidates.size() - denied.size();
        return new Admission.Admitted(candidates, denials.denials(), denials.reasons(), unscored);
    }
}
