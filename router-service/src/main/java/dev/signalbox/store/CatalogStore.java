package dev.signalbox.store;

import java.util.List;
import java.util.Optional;

/** Every version of the roster and of each policy that was ever in force, so that an old decision can be explained. */
public final class CatalogStore {

    private final Database database;

    public CatalogStore(Database database) {
        this.database = database;
    }

    /**
     * The version number of a roster; equal content keeps its number, new content gets a higher one.
     *
     * @param contentHash of the roster's meaning
     * @param experts its cards, stored once per version
     */
    public long rosterVersion(String contentHash, List<ExpertRow> experts) {
        return findRoster(contentHash).orElseGet(() -> database.transactions().execute(_ -> add(contentHash, experts)));
    }

    /**
     * Makes {@code content} the current version of a policy.
     *
     * @param version hash of what the file means
     * @return false when it was current already
     */
    public boolean recordPolicy(String policy, String version, String content) {
        return database.transactions().execute(_ -> {
            int changed = database.jdbc().sql("""
                            INSERT INTO policies (name, current_version) VALUES (?, ?)
                            ON CONFLICT (name) DO UPDATE SET current_version = excluded.current_version, updated_at = now()
                            WHERE policies.current_version <> excluded.current_version""").params(policy, version).update();
            database.jdbc()
                    .sql(
                            "INSERT INTO policy_versions (policy, version, content) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                    .params(policy, version, content)
                    .update();
            return changed == 1;
        });
    }

    /** The file behind a version that a decision names. */
    public Optional<String> policyContent(String policy, String version) {
        return database.jdbc()
                .sql("SELECT content FROM policy_versions WHERE policy = ? AND version = ?")
                .params(policy, version)
                .query(String.class)
                .optional();
    }

    /** The experts of a roster that was in force, in its order; none when there was no such roster. */
    public List<ExpertRow> roster(long version) {
        return database.jdbc()
                .sql("SELECT name, card FROM experts WHERE roster_version = ? ORDER BY position, name")
                .param(version)
                .query((row, _) -> new ExpertRow(row.getString("name"), row.getString("card")))
                .list();
    }

    private Optional<Long> findRoster(String contentHash) {
        return database.jdbc()
                .sql("SELECT version FROM roster_versions WHERE content_hash = ?")
                .param(contentHash)
                .query(Long.class)
                .optional();
    }

    private long add(String contentHash, List<ExpertRow> experts) {
        var added = database.jdbc()
                .sql("INSERT INTO roster_versions (content_hash) VALUES (?) ON CONFLICT DO NOTHING RETURNING version")
                .param(contentHash)
                .query(Long.class)
                .optional();
        if (added.isEmpty()) {
            // another replica was faster
            return findRoster(contentHash).orElseThrow();
        }
        for (int position = 0; position < experts.size(); position++) {
            var expert = experts.get(position);
            database.jdbc()
                    .sql("INSERT INTO experts (roster_version, position, name, card) VALUES (?, ?, ?, ?::jsonb)")
                    .params(added.get(), position, expert.name(), expert.cardJson())
                    .update();
        }
        return added.get();
    }

    /**
     * @param name of the expert
     * @param cardJson its card
     */
    public record ExpertRow(String name, String cardJson) {}
}
