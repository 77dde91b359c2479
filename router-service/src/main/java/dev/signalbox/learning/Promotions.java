package dev.signalbox.learning;

import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.pipeline.ConfigReload;
import dev.signalbox.pipeline.CurrentPolicies;
import dev.signalbox.store.AuditLog;
import dev.signalbox.store.SnapshotStore;
import java.util.List;

/** Puts snapshots in force and takes them out again, on the record; other replicas hear of it. */
public final class Promotions {

    private static final int LISTED = 100;

    private final CurrentPolicies policies;
    private final SnapshotStore store;
    private final AuditLog audit;
    private final ConfigReload reload;
    private final PromptEmbedder embedder;

    Promotions(
            CurrentPolicies policies,
            SnapshotStore store,
            AuditLog audit,
            ConfigReload reload,
            PromptEmbedder embedder) {
        this.policies = policies;
        this.store = store;
        this.audit = audit;
        this.reload = reload;
        this.embedder = embedder;
    }

    /**
     * From now on {@code policy} uses this snapshot.
     *
     * @throws IllegalArgumentException when there is no such policy or snapshot, or they do not fit
     */
    public void promote(String policy, String snapshot, String actor) {
        store.alone(policy, () -> promoted(new Trained(policy, snapshot, actor), false));
        putInForce(snapshot);
    }

    /**
     * Puts what was trained in force when it is due, unless what is in force is frozen. Once promoted it stays so: a
     * configuration that cannot be loaded just now is no reason to train again.
     *
     * @param frozen whether it is to stay until it is thawed
     */
    Fate offer(Trained trained, boolean due, boolean frozen) {
        if (!due) {
            return Fate.STORED;
        }
        var fate = store.alone(
                trained.policy(), () -> store.isFrozen(trained.policy()) ? Fate.HELD_OFF : promoted(trained, frozen));
        return fate == Fate.PROMOTED && !reload.reload().current() ? Fate.AWAITED : fate;
    }

    /** @param snapshot its id, stored */
    record Trained(String policy, String snapshot, String actor) {}

    /**
     * Lets no training replace what the policy uses, or lets it again.
     *
     * @throws IllegalArgumentException when there is no such policy, or nothing was ever promoted for it
     */
    public void freeze(String policy, boolean frozen, String actor) {
        scorer(policy);
        boolean done = store.alone(policy, () -> {
            boolean changed = store.freeze(policy, frozen);
            if (changed) {
                audit.append(actor, frozen ? "snapshot.freeze" : "snapshot.thaw", policy);
            }
            return changed;
        });
        if (!done) {
            throw new IllegalArgumentException("policy: \"" + policy
                    + "\" uses what comes with Signalbox, expected one that a snapshot was promoted for");
        }
    }

    /** On the record; in force with the next look at the configuration. */
    private Fate promoted(Trained trained, boolean frozen) {
        var scorer = scorer(trained.policy());
        var stored = store.find(trained.snapshot())
                .orElseThrow(() -> new IllegalArgumentException(
                        "snapshot: \"" + trained.snapshot() + "\", expected the id of a stored snapshot"));
        var origin = Snapshot.parse(stored.content()).origin();
        if (!origin.scorer().equals(scorer) || !origin.space().equals(embedder.space())) {
            throw new IllegalArgumentException(
                    "snapshot: \"" + trained.snapshot() + "\" is of scorer " + origin.scorer() + " in space "
                            + origin.space() + ", expected " + scorer + " in " + embedder.space());
        }
        store.promote(trained.policy(), trained.snapshot(), frozen);
        audit.append(trained.actor(), "snapshot.promote", trained.policy() + " " + trained.snapshot());
        return Fate.PROMOTED;
    }

    /**
     * Goes one promotion back.
     *
     * @return false when there is none to go back from
     */
    public boolean rollback(String policy, String actor) {
        scorer(policy);
        boolean back = store.alone(policy, () -> {
            boolean changed = store.rollback(policy);
            if (changed) {
                audit.append(actor, "snapshot.rollback", policy);
            }
            return changed;
        });
        if (back) {
            putInForce("before the last promotion of " + policy);
        }
        return back;
    }

    /** Snapshots of the policy's scorer, newest first. */
    public List<SnapshotStore.Listed> snapshots(String policy) {
        var scorer = scorer(policy);
        return store.list().stream()
                .filter(listed -> listed.scorer().equals(scorer))
                .limit(LISTED)
                .toList();
    }

    /** What was promoted for the policy, the latest first. */
    public List<SnapshotStore.Promotion> history(String policy) {
        scorer(policy);
        return store.promotions(policy, LISTED);
    }

    private String scorer(String policy) {
        return policies.get()
                .file(policy)
                .orElseThrow(() ->
                        new IllegalArgumentException("policy: \"" + policy + "\", expected the name of a policy file"))
                .scorer();
    }

    private void putInForce(String snapshot) {
        var status = reload.reload();
        if (!status.current()) {
            throw new IllegalStateException("snapshot " + snapshot
                    + " is promoted, but not in force here: the configuration is wrong: " + status.problem());
        }
    }
}
