package dev.signalbox.store;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Who changed what, and when. */
public final class AuditLog {

    /** The actor of what the service does by itself. */
    public static final String SYSTEM = "system";

    private final Database database;
    private final InstantSource clock;

    public AuditLog(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /**
     * @param actor identifier of the API key that asked for it, or {@link #SYSTEM}
     * @param action such as {@code key.create}
     * @param subject identifier of what was changed
     */
    public void append(String actor, String action, String subject) {
        database.jdbc()
                .sql("INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)")
                .params(Timestamp.from(clock.instant()), actor, action, subject)
                .update();
    }

    /** The same of something whose content matters, such as a rule; {@link #latest} tells it again. */
    public void append(String actor, String action, String subject, String does) {
        database.jdbc()
                .sql("INSERT INTO audit (at, actor, action, subject, detail)"
                        + " VALUES (?, ?, ?, ?, jsonb_build_object('does', ?::text))")
                .params(Timestamp.from(clock.instant()), actor, action, subject, does)
                .update();
    }

    /**
     * What was last on record of something.
     *
     * @param does empty when that was not told
     */
    public record Entry(String action, String does) {}

    /** The latest entry of each subject among those of {@code actions}. */
    public Map<String, Entry> latest(Set<String> actions) {
        var entries = new HashMap<String, Entry>();
        database.jdbc()
                .sql("SELECT DISTINCT ON (subject) subject, action, coalesce(detail ->> 'does', '') AS does"
                        + " FROM audit WHERE action IN (:actions) ORDER BY subject, id DESC")
                .param("actions", actions)
                .query(row -> {
                    entries.put(row.getString("subject"), new Entry(row.getString("action"), row.getString("does")));
                });
        return entries;
    }
}
