package dev.signalbox.policy;

import static java.util.Objects.requireNonNull;

import dev.signalbox.features.Features;
import dev.signalbox.gate.Selection;
import dev.signalbox.plan.Plan;
import dev.signalbox.score.Score;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a query goes and why; enough to recompute it.
 *
 * @param queryId the query's
 * @param provenance which versions decided
 * @param candidates admitted and scored, in roster order
 * @param denials not admitted, each with its reason
 * @param unscored how many more experts the policy has that are neither: among thousands only the most promising are
 *     looked at
 * @param selection what the gate chose
 * @param plan what to run
 * @param features what it was decided on, or null when that is not known any more
 */
public record Decision(
        String queryId,
        Provenance provenance,
        List<Candidate> candidates,
        List<Denial> denials,
        int unscored,
        Selection selection,
        Plan plan,
        @Nullable Features features) {

    public Decision {
        requireNonNull(queryId);
        requireNonNull(provenance);
        candidates = List.copyOf(candidates);
        denials = List.copyOf(denials);
        requireNonNull(selection);
        requireNonNull(plan);
    }

    /** Over so few experts that each was looked at. */
    public Decision(
            String queryId,
            Provenance provenance,
            List<Candidate> candidates,
            List<Denial> denials,
            Selection selection,
            Plan plan,
            @Nullable Features features) {
        this(queryId, provenance, candidates, denials, 0, selection, plan, features);
    }

    /** Whose features are not known. */
    public Decision(
            String queryId,
            Provenance provenance,
            List<Candidate> candidates,
            List<Denial> denials,
            Selection selection,
            Plan plan) {
        this(queryId, provenance, candidates, denials, selection, plan, null);
    }

    /** The same with other denials and another plan. */
    public Decision with(List<Denial> denied, Plan other) {
        return new Decision(queryId, provenance, candidates, denied, unscored, selection, other, features);
    }

    /**
     * @param policy name; {@code direct} when the caller named an expert
     * @param policyVersion hash of the policy file's meaning
     * @param rosterVersion of the roster in force
     * @param snapshot id of the scorer's learned state, empty when it has none
     * @param seed of the gate's randomness
     */
    public record Provenance(String policy, String policyVersion, long rosterVersion, String snapshot, long seed) {}

    /** A scored expert and its utility under the policy's objective. */
    public record Candidate(Score score, double utility) {}

    /**
     * @param expert who
     * @param rule name of the rule that denied it
     * @param reason for people, with the numbers
     */
    public record Denial(String expert, String rule, String reason) {}
}
