package dev.signalbox.tenancy;

import dev.signalbox.store.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** The table of keys. Rows are added and revoked, never deleted. */
final class KeyStore {

    private final Database database;

    KeyStore(Database database) {
        this.database = database;
    }

    /** Changes with every row that is added or revoked; cheap to ask for often. */
    Mark mark() {
        return database.jdbc()
                .sql("SELECT count(*), count(revoked_at) FROM api_keys")
                .query((row, _) -> new Mark(row.getLong(1), row.getLong(2)))
                .single();
    }

    List<Entry> all() {
        return database.jdbc()
                .sql("""
                        SELECT id, tenant, label, role, hash, created_at, revoked_at FROM api_keys
                        ORDER BY created_at, id""")
                .query((row, _) -> new Entry(key(row), KeySecret.stored(row.getBytes("hash"))))
                .list();
    }

    /** False when a key with this hash exists already. */
    boolean add(ApiKey key, KeySecret secret) {
        return database.jdbc()
                        .sql("""
                                INSERT INTO api_keys (id, tenant, label, role, hash, created_at)
                                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (hash) DO NOTHING""")
                        .params(
                                key.id(),
                                key.tenant(),
                                key.label(),
                                key.role().name().toLowerCase(Locale.ROOT),
                                secret.toBytes(),
                                Timestamp.from(key.createdAt()))
                        .update()
                == 1;
    }

    /** False when there is no such key in force. */
    boolean revoke(String id, Instant at) {
        return database.jdbc()
                        .sql("UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL")
                        .params(Timestamp.from(at), id)
                        .update()
                == 1;
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        var revoked = row.getTimestamp("revoked_at");
        return new ApiKey(
                row.getString("id"),
                row.getString("tenant"),
                row.getString("label"),
                ApiKey.Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                row.getTimestamp("created_at").toInstant(),
                revoked == null ? null : revoked.toInstant());
    }

    record Entry(ApiKey key, KeySecret secret) {}

    record Mark(long added, long revoked) {}
}
