package dev.signalbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What scorers have learned, kept for good; and which snapshot each policy uses. */
public final class SnapshotStore {

    private final Database database;

    public SnapshotStore(Database database) {
        this.database = database;
    }

    /**
     * Stores a snapshot; one with the same id is the same snapshot and is left as it is.
     *
     * @param scorer name of the scorer that reads it
     * @param content JSON
     * @param report JSON, how it did on questions that it had not seen; {@code {}} when nobody measured
     */
    public void save(String id, String scorer, String content, String report) {
        database.jdbc().sql("""
                        INSERT INTO snapshots (id, scorer, content, report) VALUES (?, ?, ?::jsonb, ?::jsonb)
                        ON CONFLICT DO NOTHING""").params(id, scorer, content, report).update();
    }

    /**
     * Changes what a policy uses, while nobody else does, here or in another replica: what is asked in between stays so
     * until the change is made. A change that throws is undone whole.
     */
    public <T> T alone(String policy, Supplier<T> change) {
        return database.transactions().execute(_ -> {
            database.jdbc()
                    .sql("SELECT pg_advisory_xact_lock(hashtextextended('promotions of ' || ?, 0))")
                    .param(policy)
                    .query((_, _) -> policy)
                    .single();
            return change.get();
        });
    }

    /** From now on {@code policy} uses this snapshot; {@link #rollback} leads to the one in force so far. */
    public void promote(String policy, String id) {
        promote(policy, id, false);
    }

    /**
     * As {@link #promote(String, String)}.
     *
     * @param frozen whether it stays until it is thawed
     */
    public void promote(String policy, String id, boolean frozen) {
        int promoted =
                database.jdbc().sql("""
                        INSERT INTO promotions (policy, snapshot, frozen, before)
                        SELECT ?, id, ?, (SELECT max(id) FROM promotions WHERE policy = ?) FROM snapshots WHERE id = ?""").params(policy, frozen, policy, id).update();
        if (promoted == 0) {
            throw new IllegalArgumentException("snapshot: \"" + id + "\", expected the id of a stored snapshot");
        }
    }

    /**
     * Lets no training replace what the policy uses, or lets it again.
     *
     * @return false when nothing was promoted for it
     */
    public boolean freeze(String policy, boolean frozen) {
        return database.jdbc()
                        .sql(
                                "UPDATE promotions SET frozen = ? WHERE id = (SELECT max(id) FROM promotions WHERE policy = ?)")
                        .params(frozen, policy)
                        .update()
                == 1;
    }

    /** Whether no training may replace what the policy uses. */
    public boolean isFrozen(String policy) {
        return database.jdbc()
                .sql("SELECT frozen FROM promotions WHERE policy = ? ORDER BY id DESC LIMIT 1")
                .param(policy)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    /**
     * Goes back to what was in force before the latest promotion; what comes with Signalbox, in the end. Done twice, it
     * goes back two steps.
     *
     * @return false when nothing was ever promoted, or all of it was taken back
     */
    public boolean rollback(String policy) {
        return database.jdbc().sql("""
                                INSERT INTO promotions (policy, snapshot, before, frozen)
                                SELECT now.policy, earlier.snapshot, earlier.before, coalesce(earlier.frozen, false)
                                FROM promotions now LEFT JOIN promotions earlier ON earlier.id = now.before
                                WHERE now.id = (SELECT max(id) FROM promotions WHERE policy = ?)
                                  AND now.snapshot IS NOT NULL""").param(policy).update() == 1;
    }

    /** Promotions of a policy, newest first. */
    public List<Promotion> promotions(String policy, int most) {
        return database.jdbc()
                .sql(
                        "SELECT id, snapshot, promoted_at, frozen FROM promotions WHERE policy = ? ORDER BY id DESC LIMIT ?")
                .params(policy, most)
                .query((row, _) -> new Promotion(
                        row.getLong("id"),
                        Optional.ofNullable(row.getString("snapshot")),
                        row.getTimestamp("promoted_at").toInstant(),
                        row.getBoolean("frozen")))
                .list();
    }

    /** The content of the snapshot that {@code policy} uses; empty when that is none, or what comes with Signalbox. */
    public Optional<Stored> current(String policy) {
        return database.jdbc()
                .sql("""
                        SELECT s.id, s.scorer, s.content FROM promotions p JOIN snapshots s ON s.id = p.snapshot
                        WHERE p.id = (SELECT max(id) FROM promotions WHERE policy = ?)""")
                .param(policy)
                .query(SnapshotStore::stored)
                .optional();
    }

    /** Number of the latest promotion of any policy, 0 when there was none; it grows with each, cheap to ask for often. */
    public long lastPromotion() {
        return database.jdbc()
                .sql("SELECT coalesce(max(id), 0) FROM promotions")
                .query(Long.class)
                .single();
    }

    public Optional<Stored> find(String id) {
        return database.jdbc()
                .sql("SELECT id, scorer, content FROM snapshots WHERE id = ?")
                .param(id)
                .query(SnapshotStore::stored)
                .optional();
    }

    /** All snapshots, newest first, without their content. */
    public List<Listed> list() {
        return database.jdbc()
                .sql("SELECT id, scorer, report, created_at FROM snapshots ORDER BY created_at DESC, id")
                .query((row, _) -> new Listed(
                        row.getString("id"),
                        row.getString("scorer"),
                        row.getString("report"),
                        row.getTimestamp("created_at").toInstant()))
                .list();
    }

    private static Stored stored(ResultSet row, int number) throws SQLException {
        return new Stored(row.getString("id"), row.getString("scorer"), row.getString("content"));
    }

    /** @param content JSON, equal in meaning to what was saved, not byte for byte */
    public record Stored(String id, String scorer, String content) {}

    /**
     * @param snapshot its id, empty for what comes with Signalbox
     * @param frozen whether training leaves it in force
     */
    public record Promotion(long number, Optional<String> snapshot, Instant at, boolean frozen) {}

    /** @param report JSON */
    public record Listed(String id, String scorer, String report, Instant createdAt) {}
}
