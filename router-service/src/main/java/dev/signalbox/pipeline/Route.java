package dev.signalbox.pipeline;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.features.Features;
import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.policy.BatchTerms;
import dev.signalbox.policy.Consultation;
import dev.signalbox.policy.Decision;
import dev.signalbox.policy.Decision.Denial;
import dev.signalbox.policy.Flip;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.score.Reason;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How queries for one model name are decided. Pure. */
@FunctionalInterface
interface Route {

    /** The rule that denies an expert which could not be opened. */
    String IN_SERVICE = "in-service";

    Decision decide(String queryId, Features features, long seed);

    /** What is to be asked before a query is decided; empty when nobody is. */
    default Optional<Consultation> consultation(Features features) {
        return Optional.empty();
    }

    /** Together, by the terms of a batch; where nobody can be chosen, each is refused as it would be alone. */
    default List<Decision> decide(List<Policy.Asked> queries, BatchTerms terms, long seed) {
        return queries.stream()
                .map(query -> decide(query.queryId(), query.features(), seed))
                .toList();
    }

    /** What moved the scores of a decision that it made; empty where nobody was scored. */
    default List<Reason> reasons(Decision decision) {
        return List.of();
    }

    /** What a question is about; empty where no policy tells. */
    default Optional<String> domain(Features features) {
        return Optional.empty();
    }

    /** What would give a query to another expert; nothing where no policy decides. */
    default List<Flip> flips(Decision decision) {
        return List.of();
    }

    /**
     * By a policy, over the experts in service.
     *
     * @param missing experts that the policy would consider were they in service
     */
    static Route by(Policy policy, Roster inService, List<Denial> missing) {
        return new ByPolicy(policy.over(inService), missing);
    }

    /**
     * @param policy over the experts in service
     * @param missing experts that it would consider were they in service
     */
    record ByPolicy(Policy.Bound policy, List<Denial> missing) implements Route {

        @Override
        public Decision decide(String queryId, Features features, long seed) {
            return add(policy.decide(queryId, features, seed), missing);
        }

        @Override
        public Optional<Consultation> consultation(Features features) {
            return policy.consultation(features);
        }

        @Override
        public List<Decision> decide(List<Policy.Asked> queries, BatchTerms terms, long seed) {
            return policy.decide(queries, terms, seed).stream()
                    .map(decision -> add(decision, missing))
                    .toList();
        }

        @Override
        public List<Reason> reasons(Decision decision) {
            return policy.reasons(decision);
        }

        @Override
        public List<Flip> flips(Decision decision) {
            return policy.flips(decision);
        }

        @Override
        public Optional<String> domain(Features features) {
            return policy.domain(features);
        }
    }

    /** A policy that cannot decide yet, and says why. */
    static Route untrained(PolicyFile file, long rosterVersion, String why) {
        return (queryId, features, seed) -> refuse(
                queryId,
                new Decision.Provenance(file.name(), file.version(), rosterVersion, "", seed),
                List.of(),
                "policy " + file.name() + ": " + why);
    }

    /** An expert named by the caller that is on the roster but cannot be asked. */
    static Route outOfService(Denial denial, long rosterVersion) {
        return (queryId, features, seed) -> refuse(
                queryId,
                new Decision.Provenance(Policy.DIRECT, Policy.DIRECT, rosterVersion, "", seed),
                List.of(denial),
                denial.expert() + " is out of service: " + denial.reason());
    }

    /** Denials of those {@code cards} that are out of service. */
    static List<Denial> denials(List<ExpertCard> cards, Map<String, String> outOfService) {
        return cards.stream()
                .distinct()
                .filter(card -> outOfService.containsKey(card.name()))
                .map(card -> new Denial(card.name(), IN_SERVICE, outOfService.getOrDefault(card.name(), "")))
                .toList();
    }

    private static Decision add(Decision decision, List<Denial> missing) {
        if (missing.isEmpty()) {
            return decision;
        }
        var plan = decision.plan() instanceof Plan.Refusal refusal
                ? new Plan.Refusal(reason(refusal), refusal.message() + "; out of service: " + names(missing))
                : decision.plan();
        var denials =
                Stream.concat(decision.denials().stream(), missing.stream()).toList();
        return decision.with(denials, plan);
    }

    /** Whom rules left nobody, one of the missing might have served; what is too long for all may be so for them too. */
    private static Plan.Reason reason(Plan.Refusal refusal) {
        return refusal.reason() == Plan.Reason.DENIED ? Plan.Reason.UNAVAILABLE : refusal.reason();
    }

    private static String names(List<Denial> missing) {
        return missing.stream().map(Denial::expert).collect(Collectors.joining(", "));
    }

    private static Decision refuse(
            String queryId, Decision.Provenance provenance, List<Denial> denials, String message) {
        var plan = new Plan.Refusal(Plan.Reason.UNAVAILABLE, message);
        return new Decision(queryId, provenance, List.of(), denials, Selection.EMPTY, plan);
    }
}
