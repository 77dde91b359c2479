package dev.signalbox.learning;

import dev.signalbox.learn.Snapshot;
import dev.signalbox.pipeline.Policies;
import dev.signalbox.policy.Catalogue;
import dev.signalbox.policy.PolicyFile;
import dev.signalbox.policy.ScorerRecipe;
import dev.signalbox.store.SnapshotStore;
import java.util.Optional;

/**
 * Whom a student learns from.
 *
 * @param name as it was asked for
 * @param policy whose recorded decisions show what it is asked; empty when only a snapshot was named
 * @param recipe its scorer
 * @param snapshot what it has learned
 */
record Teacher(String name, Optional<String> policy, ScorerRecipe recipe, Snapshot snapshot) {

    /** Where teachers are found. */
    record Staff(PolicyTrainer.Memory memory, Catalogue catalogue, String space) {

        /**
         * A policy by its name, with what it uses; or a snapshot by its id, with the options of a policy that scores as it
         * does, or the default ones.
         *
         * @throws IllegalArgumentException when there is neither, or it knows nothing in this service's embedding space
         */
        Teacher find(String name, Policies inForce) {
            return inForce.file(name)
                    .map(this::policy)
                    .or(() -> memory.store().find(name).map(stored -> snapshot(stored, inForce)))
                    .orElseThrow(() -> new IllegalArgumentException("teacher: \"" + name
                            + "\", expected the name of a policy file or the id of a stored snapshot"));
        }

        private Teacher policy(PolicyFile file) {
            var snapshot = memory.snapshots()
                    .current(file.name())
                    .filter(_ -> file.learner().isPresent());
            var why = file.unready(snapshot, space)
                    .or(() -> snapshot.isEmpty() ? Optional.of("it does not learn") : Optional.empty());
            why.ifPresent(reason -> {
                throw new IllegalArgumentException("teacher: \"" + file.name() + "\" has nothing to teach: " + reason);
            });
            return new Teacher(file.name(), Optional.of(file.name()), file.recipe(), snapshot.orElseThrow());
        }

        private Teacher snapshot(SnapshotStore.Stored stored, Policies inForce) {
            var snapshot = Snapshot.parse(stored.content());
            if (!snapshot.origin().space().equals(space)) {
                throw new IllegalArgumentException("teacher: \"" + stored.id() + "\" is in space "
                        + snapshot.origin().space() + ", expected one in " + space);
            }
            var recipe = inForce.learners().stream()
                    .flatMap(policy -> inForce.file(policy).stream())
                    .filter(file -> file.scorer().equals(stored.scorer()))
                    .findFirst()
                    .map(PolicyFile::recipe)
                    .orElseGet(() -> catalogue.scorer("teacher", stored.scorer()));
            return new Teacher(stored.id(), Optional.empty(), recipe, snapshot);
        }
    }
}
