package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertGlob;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.TopKGate;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import dev.signalbox.score.StaticScorer;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Decides where a query goes: admit, score, gate, plan. Immutable, pure and safe for concurrent use; the same query,
 * features, roster and seed give the same decision.
 */
public final class Policy {

    /** The policy's name in decisions where the caller named the expert. */
    public static final String DIRECT = "direct";

    private final Identity identity;
    private final Slots slots;

    Policy(Identity identity, Slots slots) {
        this.identity = identity;
        this.slots = slots;
    }

    /** For a caller who names an expert: it must still be able to answer, and nobody stands in for it. */
    public static Policy direct(String expert) {
        var rules = List.<Rule>of(new AbilityRule(Set.of()), new ContextWindowRule());
        var chooser = new Chooser(new TopKGate(new TopKGate.Config(1)), Objective.QUALITY, 0);
        var scorer = new StaticScorer(new StaticScorer.Config());
        var identity = new Identity(DIRECT, DIRECT, "The expert that the caller named", "");
        var only = List.of(ExpertGlob.exactly(expert));
        return new Policy(identity, new Slots(only, new Admission(rules), scorer, chooser, List.of()));
    }

    public String name() {
        return identity.name();
    }

    /** Hash of the policy file's meaning. */
    public String version() {
        return identity.version();
    }

    public String description() {
        return identity.description();
    }

    /** Id of the scorer's learned state, empty when it has none. */
    public String snapshot() {
        return identity.snapshot();
    }

    /**
     * Decides.
     *
     * <p>The plan asks the gate's first choice, then its other choices, then the policy's fallback list. Rules bind
     * fallback experts too. When no candidate is admitted or the gate chooses nobody, the fallback list alone is asked;
     * when that is denied as well, the plan is a refusal with the most telling denial as its reason.
     */
    public Decision decide(String queryId, Features features, Roster roster, long seed) {
        var candidates = slots.admission().admit(features, matching(roster));
        var scorecard = slots.scorer().score(features, candidates.candidates());
        var choice = slots.chooser().choose(scorecard, new SplittableRandom(seed));
        var reserves = slots.admission().admit(features, reserves(roster));
        var denials = Stream.concat(candidates.denials().stream(), reserves.denials().stream())
                .distinct()
                .toList();
        var order = Stream.concat(
                        choice.order().stream(), reserves.candidates().stream().map(ExpertCard::name))
                .distinct()
                .toList();
        var plan = order.isEmpty()
                ? refusal(candidates)
                : new Plan.Single(order.getFirst(), order.subList(1, order.size()), choice.efforts());
        var provenance = new Decision.Provenance(
                identity.name(), identity.version(), roster.version(), identity.snapshot(), seed);
        return new Decision(queryId, provenance, weighed(scorecard), denials, choice.selection(), plan);
    }

    private static Plan refusal(Admission.Admitted admitted) {
        return admitted.candidates().isEmpty()
                ? admitted.refusal()
                : new Plan.Refusal(Plan.Reason.DENIED, "the policy's gate chose none of its candidates");
    }

    private List<ExpertCard> matching(Roster roster) {
        return roster.cards().stream()
                .filter(card -> slots.experts().stream().anyMatch(glob -> glob.matches(card.name())))
                .toList();
    }

    private List<ExpertCard> reserves(Roster roster) {
        return slots.fallback().stream()
                .flatMap(name -> roster.find(name).stream())
                .toList();
    }

    private List<Decision.Candidate> weighed(Scorecard scorecard) {
        var objective = slots.chooser().objective();
        return scorecard.scores().stream()
                .map(score -> new Decision.Candidate(score, objective.utility(score)))
                .toList();
    }

    /** @param snapshot id, or empty */
    record Identity(String name, String version, String description, String snapshot) {}

    /** @param fallback names, in order */
    record Slots(
            List<ExpertGlob> experts, Admission admission, Scorer scorer, Chooser chooser, List<String> fallback) {}
}
