package dev.signalbox.store;

import java.sql.Timestamp;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Who changed what, and when. What cannot be stored of a text that callers wrote is replaced: the rest is still told. */
public final class AuditLog {

    /** The actor of what the service does by itself. */
    public static final String SYSTEM = "system";

    /** Actions of which {@link #steerings} tells. */
    public static final String STEERING_ADD = "steering.add";

    public static final String STEERING_CHANGE = "steering.change";
    public static final String STEERING_REMOVE = "steering.remove";

    /** The list stands in it as in the index: with parameters PostgreSQL could not always tell that the index fits. */
    static final String STEERINGS =
            "SELECT DISTINCT ON (subject) subject, action, coalesce(detail ->> 'does', '') AS does FROM audit WHERE action IN"
                    + " ('" + STEERING_ADD + "', '" + STEERING_CHANGE + "', '" + STEERING_REMOVE + "')"
                    + " ORDER BY subject, id DESC";

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
                .params(Timestamp.from(clock.instant()), actor, action, StorableText.of(subject))
                .update();
    }

    /** The same of something whose content matters, such as a rule; {@link #steerings} tells it again. */
    public void append(String actor, String action, String subject, String does) {
        database.jdbc()
                .sql("INSERT INTO audit (at, actor, action, subject, detail)"
                        + " VALUES (?, ?, ?, ?, jsonb_build_object('does', ?::text))")
                .params(Timestamp.from(clock.instant()), actor, action, StorableText.of(subject), StorableText.of(does))
                .update();
    }

    /**
     * What was last on record of something.
     *
     * @param does empty when that was not told
     */
    public record Entry(String action, String does) {}

    /** The latest entry of each steering that was ever defined; of their uses there may be millions. */
    public Map<String, Entry> steerings() {
        var entries = new HashMap<String, Entry>();
        database.jdbc().sql(STEERINGS).query(row -> {
            entries.put(row.getString("subject"), new Entry(row.getString("action"), row.getString("does")));
        });
        return entries;
    }
}
