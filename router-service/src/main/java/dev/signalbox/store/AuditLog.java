package dev.signalbox.store;

import java.sql.Timestamp;
import java.time.InstantSource;

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
}
