package dev.signalbox.policy;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.ExpertGlob;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Advice;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Batch;
import dev.signalbox.gate.Objective;
import dev.signalbox.gate.Selection;
import dev.signalbox.gate.TopKGate;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Consults;
import dev.signalbox.score.Explains;
import dev.signalbox.score.Reason;
import dev.signalbox.score.Scorecard;
import dev.signalbox.score.Scorer;
import dev.signalbox.score.StaticScorer;
import dev.signalbox.yaml.ConfigException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return new Policy(
                identity,
                new Slots(only, new Admission(rules), scorer, Aim.of(chooser), PolicyForm.Kind.SINGLE, List.of()));
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

    /** What its decisions maximise; where it keeps a floor, with the weight of cost that does. */
    public Objective objective() {
        return slots.aim().chooser().objective();
    }

    /** What its floor came to; empty when it has none. */
    public Optional<Kept> kept() {
        return slots.aim().kept();
    }

    /**
     * The smallest changes of the objective that would give a query of this policy to another of its candidates; none
     * where no choice keeps its floor, because no weight would move a query then.
     */
    public List<Flip> flips(Decision decision) {
        if (kept().isPresent() && kept().get().perUsd().isEmpty()) {
            return List.of();
        }
        var scores =
                decision.candidates().stream().map(Decision.Candidate::score).toList();
        return Flip.of(scores, objective());
    }

    /** {@link Bound#decide Decides} over {@code roster}; for many queries, {@linkplain #over bind} it once. */
    public Decision decide(String queryId, Features features, Roster roster, long seed) {
        return over(roster).decide(queryId, features, seed);
    }

    /** This policy over one roster, whose experts it looks up once and not for every query. */
    public Bound over(Roster roster) {
        var matching = matching(roster);
        var reserves = slots.fallback().stream()
                .flatMap(name -> roster.find(name).stream())
                .toList();
        var shortlist = Shortlist.of(
                matching, slots.admission(), slots.scorer(), slots.aim().chooser());
        return new Bound(roster, matching, shortlist, reserves);
    }

    private List<ExpertCard> matching(Roster roster) {
        if (slots.experts().size() == 1 && slots.experts().getFirst().isExact()) {
            // one lookup: a service makes such a policy for each of its experts
            return roster.find(slots.experts().getFirst().pattern()).stream().toList();
        }
        return roster.cards().stream()
                .filter(card -> slots.experts().stream().anyMatch(glob -> glob.matches(card.name())))
                .toList();
    }

    private static Plan refusal(Admission.Admitted admitted) {
        return admitted.candidates().isEmpty()
                ? admitted.refusal()
                : new Plan.Refusal(Plan.Reason.DENIED, "the policy's gate chose none of its candidates");
    }

    private List<Decision.Candidate> weighed(Scorecard scorecard) {
        var objective = objective();
        var candidates = new ArrayList<Decision.Candidate>(scorecard.scores().size());
        for (var score : scorecard.scores()) {
            candidates.add(new Decision.Candidate(score, objective.utility(score)));
        }
        return candidates;
    }

    /** The policy and the experts of one roster that it may ask. */
    public final class Bound {

        private final Roster roster;
        private final List<ExpertCard> matching;
        private final Optional<Shortlist> shortlist;
        private final List<ExpertCard> reserves;

        private Bound(
                Roster roster, List<ExpertCard> matching, Optional<Shortlist> shortlist, List<ExpertCard> reserves) {
            this.roster = roster;
            this.matching = matching;
            this.shortlist = shortlist;
            this.reserves = reserves;
        }

        /** What is to be asked before a query is decided; empty when the policy's scorer asks nobody. */
        public Optional<Consultation> consultation(Features features) {
            return slots.scorer() instanceof Consults scorer
                    ? Optional.of(consultation(
                            scorer,
                            features,
                            slots.admission().admit(features, matching).candidates()))
                    : Optional.empty();
        }

        private Consultation consultation(Consults scorer, Features features, List<ExpertCard> candidates) {
            return Consultation.of(scorer, features, candidates, slots.admission(), roster);
        }

        /** What the policy's scorer takes a question to be about; empty when it does not tell. */
        public Optional<String> domain(Features features) {
            return slots.scorer().domain(features);
        }

        /** {@link Policy#flips Of the policy}. */
        public List<Flip> flips(Decision decision) {
            return Policy.this.flips(decision);
        }

        /**
         * Decides. A policy whose scorer asks experts goes by the features' advice, and by its stand-in where that has none.
         *
         * <p>The plan asks the gate's first choice, then its other choices, then the policy's fallback list. Rules bind
         * fallback experts too. When no candidate is admitted or the gate chooses nobody, the fallback list alone is
         * asked; when that is denied as well, the plan is a refusal with the most telling denial as its reason.
         */
        public Decision decide(String queryId, Features features, long seed) {
            var admitted = shortlist
                    .map(list -> list.admit(features))
                    .orElseGet(() -> slots.admission().admit(features, matching));
            var weighed = weigh(new Asked(queryId, features), admitted);
            var choice = slots.aim().chooser().choose(weighed.scorecard(), this::mixes, new SplittableRandom(seed));
            return decision(weighed, choice, seed);
        }

        /**
         * Decides for queries together, by a batch gate in place of the policy's own; nothing is left to exploration. Each
         * tenant's queries are a batch of their own, with the same room and the same seed whoever else is asking, so one
         * tenant's queries never move another's.
         *
         * <p>A query that the batch has no room for is refused: asking the policy's fallback list would spend what the
         * terms do not allow. For one that is served the list stands in when its experts fail.
         *
         * @return a decision for each query, in their order
         * @throws ConfigException when the queries and this policy's experts are too many to decide together
         */
        public List<Decision> decide(List<Asked> queries, BatchTerms terms, long seed) {
            terms.requireFeasible(queries.size(), matching.size());
            var byTenant = new TreeMap<String, SortedMap<Integer, Weighed>>();
            for (int place = 0; place < queries.size(); place++) {
                var tenant = queries.get(place).features().caller().tenant();
                byTenant.computeIfAbsent(tenant, _ -> new TreeMap<>()).put(place, weigh(queries.get(place)));
            }
            var decisions = new TreeMap<Integer, Decision>();
            byTenant.forEach((tenant, own) -> {
                var selections =
                        select(tenant, List.copyOf(own.values()), terms, seed).iterator();
                own.forEach((place, weighed) -> decisions.put(place, together(weighed, selections.next(), seed)));
            });
            return List.copyOf(decisions.values());
        }

        /**
         * What moved the scores of a decision; computed anew, for those who ask. Empty when it was made with another
         * version, snapshot or roster than these, or when what it was decided on is not known.
         */
        public List<Reason> reasons(Decision decision) {
            var features = decision.features();
            var made = decision.provenance();
            if (features == null
                    || !made.policyVersion().equals(identity.version())
                    || !made.snapshot().equals(identity.snapshot())
                    || made.rosterVersion() != roster.version()) {
                return List.of();
            }
            var scored = decision.candidates().stream()
                    .map(candidate -> candidate.score().expert())
                    .collect(Collectors.toSet());
            var cards = matching.stream()
                    .filter(card -> scored.contains(card.name()))
                    .toList();
            return cards.isEmpty() ? List.of() : Explains.of(slots.scorer(), features, cards);
        }

        private List<Selection> select(String tenant, List<Weighed> queries, BatchTerms terms, long seed) {
            var items = queries.stream()
                    .map(each -> new Batch.Item(each.asked().queryId(), each.scorecard()))
                    .toList();
            var batch = new Batch(tenant, items, slots.aim().chooser().objective(), terms.capacity());
            return terms.open().select(batch, new SplittableRandom(seed));
        }

        private Decision together(Weighed weighed, Selection selection, long seed) {
            if (!selection.choices().isEmpty()) {
                return decision(weighed, Chooser.Choice.of(selection), seed);
            }
            var admitted = weighed.admitted();
            var plan = admitted.candidates().isEmpty()
                    ? admitted.refusal()
                    : new Plan.Refusal(Plan.Reason.DENIED, "the terms of the batch leave no room for it");
            return decision(weighed, selection, admitted.denials(), plan, seed);
        }

        /** Over all experts: those who are best for one query may have no room for it. */
        private Weighed weigh(Asked asked) {
            return weigh(asked, slots.admission().admit(asked.features(), matching));
        }

        private Weighed weigh(Asked asked, Admission.Admitted admitted) {
            var features = advised(asked.features(), admitted.candidates());
            var scorecard = slots.scorer().score(features, admitted.candidates());
            return new Weighed(new Asked(asked.queryId(), features), admitted, scorecard);
        }

        /**
         * With the advice that this policy's scorer wanted. What another policy's was told, as on a recorded decision that a
         * draft is tried on, means nothing here; the decision then tells of those who were to be asked and were not.
         */
        private Features advised(Features features, List<ExpertCard> candidates) {
            if (!(slots.scorer() instanceof Consults scorer)) {
                return features.advice().equals(Advice.NONE) ? features : features.with(Advice.NONE);
            }
            return features.advice().scorer().equals(Consultation.name(scorer))
                    ? features
                    : features.with(consultation(scorer, features, candidates).unheard());
        }

        private Decision decision(Weighed weighed, Chooser.Choice choice, long seed) {
            var reserve = slots.admission().admit(weighed.asked().features(), reserves);
            var denials = new LinkedHashSet<>(weighed.admitted().denials());
            denials.addAll(reserve.denials());
            var order = new LinkedHashSet<>(choice.order());
            reserve.candidates().forEach(card -> order.add(card.name()));
            var plan = plan(List.copyOf(order), choice, weighed.admitted());
            return decision(weighed, choice.selection(), List.copyOf(denials), plan, seed);
        }

        private Plan plan(List<String> order, Chooser.Choice choice, Admission.Admitted admitted) {
            if (order.isEmpty()) {
                return refusal(admitted);
            }
            return mixes(choice.selection())
                    ? new Plan.Mix(shares(choice.selection()), order, choice.efforts())
                    : new Plan.Single(order.getFirst(), order.subList(1, order.size()), choice.efforts());
        }

        /** A batch gate may choose together whom the policy's own gate never would. */
        private boolean mixes(Selection selection) {
            if (slots.plan() != PolicyForm.Kind.MIX || selection.choices().size() < 2) {
                return false;
            }
            var families = selection.choices().stream()
                    .map(choice ->
                            roster.find(choice.expert()).map(ExpertCard::family).orElse(""))
                    .collect(Collectors.toSet());
            return families.size() == 1 && !families.contains("");
        }

        private static List<Plan.Share> shares(Selection selection) {
            return selection.choices().stream()
                    .map(choice -> new Plan.Share(choice.expert(), choice.weight()))
                    .toList();
        }

        private Decision decision(
                Weighed weighed, Selection selection, List<Decision.Denial> denials, Plan plan, long seed) {
            var provenance = new Decision.Provenance(
                    identity.name(), identity.version(), roster.version(), identity.snapshot(), seed);
            var candidates = weighed(weighed.scorecard());
            return new Decision(
                    weighed.asked().queryId(),
                    provenance,
                    candidates,
                    denials,
                    weighed.admitted().unscored(),
                    selection,
                    plan,
                    weighed.asked().features());
        }
    }

    /** One query of several. */
    public record Asked(String queryId, Features features) {}

    /** A query, who may answer it and what is expected of them. */
    private record Weighed(Asked asked, Admission.Admitted admitted, Scorecard scorecard) {}

    /** @param snapshot id, or empty */
    record Identity(String name, String version, String description, String snapshot) {}

    /** @param fallback names, in order */
    record Slots(
            List<ExpertGlob> experts,
            Admission admission,
            Scorer scorer,
            Aim aim,
            PolicyForm.Kind plan,
            List<String> fallback) {}
}
