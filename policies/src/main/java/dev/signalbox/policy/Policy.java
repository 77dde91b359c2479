package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertGlob;
import dev.signalbox.experts.Roster;
import dev.signalbox.experts.Settings;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.TopKGate;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import dev.signalbox.score.StaticScorer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

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

    /** {@link Bound#decide Decides} over {@code roster}; for many queries, {@linkplain #over bind} it once. */
    public Decision decide(String queryId, Features features, Roster roster, long seed) {
        return over(roster).decide(queryId, features, seed);
    }

    /** This policy over one roster, whose experts it looks up once and not for every query. */
    public Bound over(Roster roster) {
        var matching = roster.cards().stream()
                .filter(card -> slots.experts().stream().anyMatch(glob -> glob.matches(card.name())))
                .toList();
        var reserves = slots.fallback().stream()
                .flatMap(name -> roster.find(name).stream())
                .toList();
        return new Bound(roster.version(), matching, reserves);
    }

    private static Plan plan(List<String> order, Map<String, Settings.Effort> efforts, Admission.Admitted admitted) {
        return order.isEmpty()
                ? refusal(admitted)
                : new Plan.Single(order.getFirst(), order.subList(1, order.size()), efforts);
    }

    private static Plan refusal(Admission.Admitted admitted) {
        return admitted.candidates().isEmpty()
                ? admitted.refusal()
                : new Plan.Refusal(Plan.Reason.DENIED, "the policy's gate chose none of its candidates");
    }

    private List<Decision.Candidate> weighed(Scorecard scorecard) {
        var objective = slots.chooser().objective();
        var candidates = new ArrayList<Decision.Candidate>(scorecard.scores().size());
        for (var score : scorecard.scores()) {
            candidates.add(new Decision.Candidate(score, objective.utility(score)));
        }
        return candidates;
    }

    /** The policy and the experts of one roster that it may ask. */
    public final class Bound {

        private final long rosterVersion;
        private final List<ExpertCard> matching;
        private final List<ExpertCard> reserves;

        private Bound(long rosterVersion, List<ExpertCard> matching, List<ExpertCard> reserves) {
            this.rosterVersion = rosterVersion;
            this.matching = matching;
            this.reserves = reserves;
        }

        /**
         * Decides.
         *
         * <p>The plan asks the gate's first choice, then its other choices, then the policy's fallback list. Rules bind
         * fallback experts too. When no candidate is admitted or the gate chooses nobody, the fallback list alone is
         * asked; when that is denied as well, the plan is a refusal with the most telling denial as its reason.
         */
        public Decision decide(String queryId, Features features, long seed) {
            var candidates = slots.admission().admit(features, matching);
            var scorecard = slots.scorer().score(features, candidates.candidates());
            var choice = slots.chooser().choose(scorecard, new SplittableRandom(seed));
            var reserve = slots.admission().admit(features, reserves);
            var denials = new LinkedHashSet<>(candidates.denials());
            denials.addAll(reserve.denials());
            var order = new LinkedHashSet<>(choice.order());
            reserve.candidates().forEach(card -> order.add(card.name()));
            var provenance = new Decision.Provenance(
                    identity.name(), identity.version(), rosterVersion, identity.snapshot(), seed);
            return new Decision(
                    queryId,
                    provenance,
                    weighed(scorecard),
                    List.copyOf(denials),
                    choice.selection(),
                    plan(List.copyOf(order), choice.efforts(), candidates),
                    features);
        }
    }

    /** @param snapshot id, or empty */
    record Identity(String name, String version, String description, String snapshot) {}

    /** @param fallback names, in order */
    record Slots(
            List<ExpertGlob> experts, Admission admission, Scorer scorer, Chooser chooser, List<String> fallback) {}
}
