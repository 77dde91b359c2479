package dev.signalbox.policy;

import dev.signalbox.learn.Learner;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.score.Scorer;
import java.util.Optional;

/** A scorer by name with its options bound, before it has learned anything. */
public final class ScorerRecipe {

    private final PolicyFile.Slot<Scorer> slot;

    ScorerRecipe(PolicyFile.Slot<Scorer> slot) {
        this.slot = slot;
    }

    PolicyFile.Slot<Scorer> slot() {
        return slot;
    }

    /** As policy files call it. */
    public String name() {
        return slot.name();
    }

    /** Whether it asks experts before it scores. */
    public boolean asks() {
        return slot.plugin().descriptor().asks();
    }

    /** What fits its snapshot; empty when it does not learn. */
    public Optional<Learner> learner() {
        return slot.learner();
    }

    /**
     * The scorer, ready to score.
     *
     * @param snapshot that its learner fitted; empty when it does not learn
     */
    public Scorer scorer(Optional<Snapshot> snapshot) {
        if (slot.learns() != snapshot.isPresent()) {
            throw new IllegalArgumentException("scorer " + name() + ": "
                    + (snapshot.isPresent() ? "a snapshot, expected none" : "no snapshot, expected one"));
        }
        return snapshot.map(slot::create).orElseGet(slot::create);
    }
}
