package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.learn.Snapshot;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/** Snapshots from the database; for a policy that was never trained here, the one that comes with Signalbox. */
final class StoredSnapshots implements Snapshots {

    private final SnapshotStore store;

    StoredSnapshots(SnapshotStore store) {
        this.store = store;
    }

    @Override
    public Optional<Snapshot> current(String policy) {
        return store.current(policy)
                .map(stored -> Snapshot.parse(stored.content()))
                .or(() -> shipped(policy));
    }

    private static Optional<Snapshot> shipped(String policy) {
        var resource = new ClassPathResource("defaults/snapshots/" + policy + ".json");
        if (!resource.exists()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Snapshot.parse(resource.getContentAsString(UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
