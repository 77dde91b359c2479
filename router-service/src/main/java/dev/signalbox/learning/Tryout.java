package dev.signalbox.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.evaluate.OffPolicy;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.gate.Objective;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.yaml.ConfigException;
import java.util.Optional;

/** What a draft of a policy would have earned on the decisions that callers have judged; nothing is asked for it. */
public final class Tryout {

    private static final int MOST = 20_000;

    private final CurrentPolicies policies;
    private final Catalogue catalogue;
    private final Snapshots snapshots;
    private final DecisionStore decisions;
    private final PromptEmbedder embedder;

    Tryout(
            CurrentPolicies policies,
            Catalogue catalogue,
            Snapshots snapshots,
            DecisionStore decisions,
            PromptEmbedder embedder) {
        this.policies = policies;
        this.catalogue = catalogue;
        this.snapshots = snapshots;
        this.decisions = decisions;
        this.embedder = embedder;
    }

    /**
     * Estimates from the judged decisions of {@code policy}. The draft uses what that policy has learned, and does not
     * explore.
     *
     * @param yaml a policy file
     * @throws IllegalArgumentException when there is no such policy, or something is wrong with the draft
     */
    public Report evaluate(String policy, byte[] yaml) {
        var inForce = policies.get();
        if (inForce.file(policy).isEmpty()) {
            throw new IllegalArgumentException("policy: \"" + policy + "\", expected the name of a policy file");
        }
        var file = parse(yaml);
        try {
            var compiled =
                    file.greedy().compile(inForce.fullRoster(), _ -> snapshots.current(policy), embedder.space());
            var log = JudgedLog.read(decisions.judged(policy, MOST), compiled.over(inForce.roster()));
            return Report.of(log, compiled.objective());
        } catch (ConfigException e) {
            throw new IllegalArgumentException("draft: " + e.getMessage(), e);
        }
    }

    private PolicyFile parse(byte[] yaml) {
        if (new String(yaml, UTF_8).isBlank()) {
            throw new IllegalArgumentException("draft: empty, expected a policy file");
        }
        try {
            return PolicyFile.parse("draft", yaml, catalogue);
        } catch (ConfigException e) {
            throw new IllegalArgumentException("draft: " + e.getMessage(), e);
        }
    }

    /**
     * @param decisions that could be used
     * @param skipped judged ones that could not: their features were not kept, nobody was asked whom the draft's scorer
     *     asks, or the draft refuses them
     * @param problem why no estimate is given; empty when they are
     * @param estimates none when there is a problem
     */
    public record Report(int decisions, int skipped, double effective, String problem, Optional<Estimates> estimates) {

        static Report of(JudgedLog log, Objective objective) {
            if (log.size() < 2) {
                return new Report(
                        log.size(),
                        log.skipped(),
                        0,
                        log.size() + " judged decisions of this policy are on record, expected hundreds: send "
                                + "/v1/feedback for its replies"
                                + (log.skipped() == 0 ? "" : "; " + log.skipped() + " could not be used for the draft"),
                        Optional.empty());
            }
            var quality = OffPolicy.of(log.quality());
            var thin = quality.tooThin();
            var estimates = thin.isPresent()
                    ? Optional.<Estimates>empty()
                    : Optional.of(
                            new Estimates(quality, OffPolicy.of(log.microUsd()), OffPolicy.of(log.worth(objective))));
            return new Report(log.size(), log.skipped(), quality.effective(), thin.orElse(""), estimates);
        }
    }

    /**
     * @param quality mean reward
     * @param microUsd mean cost
     * @param utility by the draft's objective
     */
    public record Estimates(OffPolicy quality, OffPolicy microUsd, OffPolicy utility) {}
}
