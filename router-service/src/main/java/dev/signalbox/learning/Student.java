package dev.signalbox.learning;

import dev.signalbox.experts.ExpertCard;
import dev.signalbox.experts.Roster;
import dev.signalbox.learn.Learner;
import dev.signalbox.pipeline.Policies;
import dev.signalbox.policy.PolicyFile;
import java.util.List;

/**
 * A policy that can learn, and whom it may choose.
 *
 * @param roster of the experts in service
 * @param fullRoster of all experts
 * @param experts in service that it may choose
 */
record Student(PolicyFile file, Learner learner, Roster roster, Roster fullRoster, List<String> experts) {

    Student {
        experts = List.copyOf(experts);
    }

    /** @throws IllegalArgumentException when the policy is unknown or cannot learn */
    static Student of(Policies inForce, String policy) {
        var file = inForce.file(policy)
                .orElseThrow(() ->
                        new IllegalArgumentException("policy: \"" + policy + "\", expected the name of a policy file"));
        var learner = file.learner()
                .orElseThrow(() -> new IllegalArgumentException("policy: \"" + policy + "\" scores by " + file.scorer()
                        + ", which does not learn, expected one whose scorer does"));
        var experts = file.experts(inForce.roster()).stream().map(ExpertCard::name).toList();
        return new Student(file, learner, inForce.roster(), inForce.fullRoster(), experts);
    }
}
