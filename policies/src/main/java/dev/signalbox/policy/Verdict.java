package dev.signalbox.policy;

import dev.signalbox.plan.Plan;

/** What a rule says of one expert. */
public sealed interface Verdict {

    Verdict ALLOW = new Allow();

    record Allow() implements Verdict {}

    /**
     * @param reason for people, with the numbers
     * @param refusal what the caller is told when this leaves nobody
     */
    record Deny(String reason, Plan.Reason refusal) implements Verdict {}
}
