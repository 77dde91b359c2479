package dev.signalbox.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.signalbox.features.PromptEmbedder;
import dev.signalbox.learn.Snapshot;
import dev.signalbox.policy.Snapshots;
import dev.signalbox.store.SnapshotStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import org.springframework.core.io.ClassPathResource;

/**
 * Snapshots from the database; for a policy that was never trained here, the one that comes with Signalbox: it knows the
 * experts of the default roster, and there is one for each embedder.
 */
final class StoredSnapshots implements Snapshots {

    private static final List<String> SHIPPED =
            List.of("defaults/snapshots/bge.json", "defaults/snapshots/hashed.json");

    private final SnapshotStore store;
    private final PromptEmbedder embedder;
    private volatile String kept = "";

    StoredSnapshots(SnapshotStore store, PromptEmbedder embedder) {
        this.store = store;
        this.embedder = embedder;
    }

    @Override
    public Optional<Snapshot> current(String policy) {
        return store.current(policy)
                .map(stored -> Snapshot.parse(stored.content()))
                .or(this::shipped);
    }

    private Optional<Snapshot> shipped() {
        var shipped = SHIPPED.stream()
                .map(StoredSnapshots::read)
                .flatMap(Optional::stream)
                .filter(snapshot -> snapshot.origin().space().equals(embedder.space()))
                .findFirst();
        shipped.ifPresent(this::keep);
        return shipped;
    }

    /** A later version may come with another one; decisions made by this one must still be explained. */
    private void keep(Snapshot snapshot) {
        if (!snapshot.id().equals(kept)) {
            store.save(snapshot.id(), snapshot.origin().scorer(), snapshot.toJson(), "{}");
            kept = snapshot.id();
        }
    }

    private static Optional<Snapshot> read(String name) {
        var resource = new ClassPathResource(name);
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
