package dev.signalbox.policy;

import dev.signalbox.learn.Snapshot;
import java.util.Optional;

/** Knows which snapshot a policy's scorer is to use. */
@FunctionalInterface
public interface Snapshots {

    /** For policies whose scorers do not learn. */
    Snapshots NONE = policy -> Optional.empty();

    Optional<Snapshot> current(String policy);
}
