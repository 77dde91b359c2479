package dev.signalbox.tenancy;

import dev.signalbox.experts.Caller;
import dev.signalbox.store.AuditLog;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All API keys in force, in memory.
 *
 * <p>A change made here counts at once; one made by another replica when {@link #refresh} next looks. While the
 * database is away the last state stays valid.
 */
public final class KeyRing implements Keys {

    private static final int ID_BYTES = 6;

    private final KeyStore store;
    private final AuditLog audit;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private volatile State state = new State(new KeyStore.Mark(0, 0), Map.of());

    KeyRing(KeyStore store, AuditLog audit, InstantSource clock) {
        this.store = store;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Optional<Holder> authenticate(String presented) {
        var secret = KeySecret.hash(presented);
        var entry = state.byPrefix().get(secret.prefix());
        if (entry == null || !entry.secret().matches(secret)) {
            return Optional.empty();
        }
        var key = entry.key();
        return Optional.of(new Holder(new Caller(key.tenant(), key.id()), key.role()));
    }

    /**
     * Makes a key. The clear text is in the reply and nowhere else: whoever asked must keep it.
     *
     * @param actor identifier of the key that asked for it, or {@link AuditLog#SYSTEM}
     */
    public Created create(String tenant, String label, ApiKey.Role role, String actor) {
        var clear = KeySecret.generate(random);
        return new Created(add(clear, new Request(tenant, label, role, actor)).orElseThrow(), clear);
    }

    /**
     * Refuses a key from now on.
     *
     * @return false when there is no such key in force
     */
    public boolean revoke(String id, String actor) {
        boolean revoked = store.revoke(id, clock.instant());
        if (revoked) {
            audit.append(actor, "key.revoke", id);
            reload();
        }
        return revoked;
    }

    /** All keys, the revoked ones too, oldest first. */
    public List<ApiKey> list() {
        return store.all().stream().map(KeyStore.Entry::key).toList();
    }

    /** Takes over what other replicas changed; throws when the database is away. */
    void refresh() {
        if (!store.mark().equals(state.mark())) {
            reload();
        }
    }

    /** Adds a key that was made elsewhere; empty when it is known, in force or revoked. */
    Optional<ApiKey> add(String clear, Request request) {
        var key = new ApiKey(
                "key-" + randomId(), request.tenant(), request.label(), request.role(), clock.instant(), null);
        if (!store.add(key, KeySecret.hash(clear))) {
            return Optional.empty();
        }
        audit.append(request.actor(), "key.create", key.id());
        reload();
        return Optional.of(key);
    }

    private synchronized void reload() {
        // the mark first: a row added between the two reads makes the next refresh look again
        var mark = store.mark();
        var byPrefix = new HashMap<Long, KeyStore.Entry>();
        for (var entry : store.all()) {
            if (entry.key().revokedAt() == null) {
                byPrefix.put(entry.secret().prefix(), entry);
            }
        }
        state = new State(mark, Map.copyOf(byPrefix));
    }

    private String randomId() {
        var bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** @param clear the key, shown this once */
    public record Created(ApiKey key, String clear) {
        @Override
        public String toString() {
            return "Created[" + key + "]";
        }
    }

    record Request(String tenant, String label, ApiKey.Role role, String actor) {}

    private record State(KeyStore.Mark mark, Map<Long, KeyStore.Entry> byPrefix) {}
}
