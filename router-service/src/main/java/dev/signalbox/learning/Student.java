package dev.signalbox.learning;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.pipeline.Policies;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.PolicyFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A policy that can learn, and whom it may choose.
 *
 * @param roster of the experts in service
 * @param fullRoster of all experts
 * @param experts in service that it may choose
 */
record Student(PolicyFile file, Learner learner, Roster roster, Roster fullRoster, List<ExpertCard> experts) {

    Student {
        experts = List.copyOf(experts);
    }

    /** @throws IllegalArgumentException when the policy is unknown or cannot learn */
    static Student of(Policies inForce, String policy) {
        var file = inForce.file(policy)
                .orElseThrow(() ->
                        new IllegalArgumentException("policy: \"" + policy + "\", expected the name of a policy file"));
        var learner = file.learner(inForce.roster())
                .orElseThrow(() -> new IllegalArgumentException("policy: \"" + policy + "\" scores by " + file.scorer()
                        + ", which does not learn, expected one whose scorer does"));
        return new Student(file, learner, inForce.roster(), inForce.fullRoster(), file.experts(inForce.roster()));
    }

    /** The policy that it is with what {@code snapshot} knows, over all experts: its file may name some out of service. */
    Policy with(Snapshot snapshot) {
        return file.compile(
                fullRoster, _ -> Optional.of(snapshot), snapshot.origin().space());
    }

    /** The same without exploration, over those in service. */
    Policy.Bound greedy(Snapshot snapshot) {
        return file.greedy()
                .compile(
                        fullRoster,
                        _ -> Optional.of(snapshot),
                        snapshot.origin().space())
                .over(roster);
    }

    /** Whether it can decide with that snapshot. */
    boolean fits(Snapshot snapshot, String space) {
        return file.unready(Optional.of(snapshot), space).isEmpty();
    }

    Set<String> names() {
        return experts.stream().map(ExpertCard::name).collect(Collectors.toSet());
    }
}
