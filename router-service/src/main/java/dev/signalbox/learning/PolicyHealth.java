package dev.signalbox.learning;

import dev.signalbox.evaluate.Drift;
import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.pipeline.RecordedFeatures;
import dev.signalbox.policy.Kept;
import dev.signalbox.policy.Policy;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.DecisionStore;
import dev.signalbox.store.SnapshotStore;
import dev.signalbox.telemetry.Floats;
import java.util.List;
import java.util.Optional;

/** How a learned policy fares on recent traffic: whether its latest snapshot changed much, and whether traffic did. */
public final class PolicyHealth {

    private static final int RECENT = 500;

    private final CurrentPolicies policies;
    private final Snapshots snapshots;
    private final SnapshotStore store;
    private final DecisionStore decisions;
    private final PromptEmbedder embedder;

    PolicyHealth(
            CurrentPolicies policies, PolicyTrainer.Memory memory, DecisionStore decisions, PromptEmbedder embedder) {
        this.policies = policies;
        this.snapshots = memory.snapshots();
        this.store = memory.store();
        this.decisions = decisions;
        this.embedder = embedder;
    }

    /** @throws IllegalArgumentException when there is no such policy, or it does not learn */
    public Report of(String policy) {
        var student = Student.of(policies.get(), policy);
        var current = snapshots.current(policy).filter(snapshot -> student.fits(snapshot, embedder.space()));
        var previous = previous(policy).filter(snapshot -> student.fits(snapshot, embedder.space()));
        int dimension = current.map(snapshot -> snapshot.origin().dimension()).orElse(0);
        var recent = decisions.latest(policy, RECENT).stream()
                .filter(row ->
                        row.facts().embedding() != null && row.facts().embedding().length == dimension * Float.BYTES)
                .toList();
        return new Report(
                policy,
                current.map(Snapshot::id).orElse(""),
                previous.map(Snapshot::id).orElse(""),
                recent.size(),
                current.flatMap(now -> previous.flatMap(before -> churn(student, now, before, recent))),
                current.flatMap(now -> drift(now, recent)),
                current.flatMap(now -> student.with(now).kept()));
    }

    /** What was in force before the latest promotion; what comes with Signalbox is only known while it is in force. */
    private Optional<Snapshot> previous(String policy) {
        var history = store.promotions(policy, 2);
        return history.size() < 2
                ? Optional.empty()
                : history.get(1).snapshot().flatMap(store::find).map(stored -> Snapshot.parse(stored.content()));
    }

    private Optional<Double> churn(Student student, Snapshot now, Snapshot before, List<DecisionStore.Row> recent) {
        var ours = student.greedy(now);
        var theirs = student.greedy(before);
        var moved = recent.stream()
                .flatMap(row -> moved(ours, theirs, row).stream())
                .mapToInt(elsewhere -> elsewhere ? 1 : 0)
                .average();
        return moved.isPresent() ? Optional.of(moved.getAsDouble()) : Optional.empty();
    }

    /** Empty when the record lacks what they look at: the policy had another scorer then, or its terms are not kept. */
    private static Optional<Boolean> moved(Policy.Bound ours, Policy.Bound theirs, DecisionStore.Row row) {
        try {
            return Optional.of(!chosen(ours, row).equals(chosen(theirs, row)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<String> chosen(Policy.Bound policy, DecisionStore.Row row) {
        return policy.decide(
                        row.queryId(), RecordedFeatures.of(row), row.versions().seed())
                .plan()
                .first();
    }

    private static Optional<Drift> drift(Snapshot now, List<DecisionStore.Row> recent) {
        var points = recent.stream()
                .flatMap(row -> Optional.ofNullable(row.facts().embedding()).stream())
                .map(Floats::of)
                .toList();
        boolean remembers =
                now.matrices().containsKey("centres") || now.matrices().containsKey("points");
        return points.isEmpty() || !remembers ? Optional.empty() : Optional.of(Drift.of(now, points));
    }

    /**
     * @param snapshot in force, empty when there is none
     * @param previous the one before, empty when it is not known
     * @param recent decisions looked at
     * @param churn share of them, as far as their records tell, that the two snapshots send to different experts
     * @param drift of their questions from those that the snapshot learned from
     * @param kept what the policy's floor came to; empty without a floor
     */
    public record Report(
            String policy,
            String snapshot,
            String previous,
            int recent,
            Optional<Double> churn,
            Optional<Drift> drift,
            Optional<Kept> kept) {}
}
