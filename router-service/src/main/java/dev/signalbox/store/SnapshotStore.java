package dev.signalbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

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

    /** From now on {@code policy} uses this snapshot; the way back is to promote an earlier one. */
    public void promote(String policy, String id) {
        int promoted = database.jdbc()
                .sql("INSERT INTO promotions (policy, snapshot) SELECT ?, id FROM snapshots WHERE id = ?")
                .params(policy, id)
                .update();
        if (promoted == 0) {
            throw new IllegalArgumentException("snapshot: \"" + id + "\", expected the id of a stored snapshot");
        }
    }

    /** The content of the snapshot that {@code policy} uses. */
    public Optional<Stored> current(String policy) {
        return database.jdbc()
                .sql("""
                        SELECT s.id, s.scorer, s.content FROM promotions p JOIN snapshots s ON s.id = p.snapshot
                        WHERE p.policy = ? ORDER BY p.id DESC LIMIT 1""")
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

    /** @param report JSON */
    public record Listed(String id, String scorer, String report, Instant createdAt) {}
}
