package dev.signalbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Long work that was asked for, how far it has come and what became of it. Any replica may do it. */
public final class JobStore {

    private static final String COLUMNS = """
            id, kind, subject, tenant, key_id, request, state, cancel_requested, attempt, phase, done, total, result,
            failure, created_at, started_at, ended_at""";

    private final Database database;
    private final InstantSource clock;

    public JobStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Puts a job down; it waits until a queue hands it to a worker. */
    public void add(Asked asked) {
        database.jdbc()
                .sql("""
                        INSERT INTO jobs (id, kind, subject, tenant, key_id, request, input, created_at)
                        VALUES (?, ?, ?, ?, ?, ?::jsonb, ?, ?)""")
                .param(asked.id())
                .param(asked.kind())
                .param(asked.subject())
                .param(asked.tenant())
                .param(asked.keyId())
                .param(asked.request())
                .param(asked.input())
                .param(now())
                .update();
    }

    public Optional<Job> find(String id) {
        return database.jdbc()
                .sql("SELECT " + COLUMNS + " FROM jobs WHERE id = ?")
                .param(id)
                .query(JobStore::job)
                .optional();
    }

    /** The newest, newest first. */
    public List<Job> list(int most) {
        return database.jdbc()
                .sql("SELECT " + COLUMNS + " FROM jobs ORDER BY created_at DESC, id LIMIT ?")
                .param(most)
                .query(JobStore::job)
                .list();
    }

    /** Jobs that have not ended. */
    List<String> open() {
        return database.jdbc()
                .sql("SELECT id FROM jobs WHERE state IN ('waiting', 'running')")
                .query((row, _) -> row.getString("id"))
                .list();
    }

    /** What it works on; empty when it came without, or has ended. */
    public Optional<String> input(String id) {
        return database.jdbc()
                .sql("SELECT input FROM jobs WHERE id = ? AND input IS NOT NULL")
                .param(id)
                .query(String.class)
                .optional();
    }

    /**
     * Takes a job on. From then on whoever had it before has lost it.
     *
     * @return the number of this attempt, by which the worker proves that the job is still its own; empty when there is
     *     nothing to do any more
     */
    public Optional<Integer> begin(String id, String worker) {
        return database.jdbc()
                .sql("""
                        UPDATE jobs SET state = 'running', attempt = attempt + 1, worker = ?,
                          started_at = coalesce(started_at, ?)
                        WHERE id = ? AND state IN ('waiting', 'running') AND NOT cancel_requested
                        RETURNING attempt""")
                .params(worker, now(), id)
                .query(Integer.class)
                .optional();
    }

    /** @return whether to go on: the job is still this attempt's, and nobody wants it cancelled */
    public boolean progress(String id, int attempt, Step step) {
        return database.jdbc()
                .sql("""
                        UPDATE jobs SET phase = ?, done = ?, total = ?
                        WHERE id = ? AND attempt = ? AND state = 'running' RETURNING cancel_requested""")
                .params(step.phase(), step.done(), step.of(), id, attempt)
                .query(Boolean.class)
                .optional()
                .map(cancelled -> !cancelled)
                .orElse(false);
    }

    /** Ends an attempt for good; what came in is forgotten. False when the job is no longer this attempt's. */
    public boolean end(String id, int attempt, Ending ending) {
        return database.jdbc()
                        .sql("""
                                UPDATE jobs SET state = ?, result = ?::jsonb, failure = ?, ended_at = ?, input = NULL
                                WHERE id = ? AND attempt = ? AND state = 'running'""")
                        .param(name(ending.state()))
                        .param(ending.result())
                        .param(ending.failure())
                        .param(now())
                        .param(id)
                        .param(attempt)
                        .update()
                == 1;
    }

    /** Asks for an end: at once when nobody works on it, else as soon as its worker notices. False when it has ended. */
    public boolean cancel(String id) {
        return database.jdbc()
                        .sql("UPDATE jobs SET cancel_requested = true WHERE id = ? AND state IN ('waiting', 'running')")
                        .param(id)
                        .update()
                == 1;
    }

    /** Lets another replica begin where this attempt stopped. */
    public void putBack(String id, int attempt) {
        database.jdbc()
                .sql("UPDATE jobs SET state = 'waiting' WHERE id = ? AND attempt = ? AND state = 'running'")
                .params(id, attempt)
                .update();
    }

    /** Ends a job that was cancelled while nobody worked on it. */
    public void settleCancelled(String id) {
        database.jdbc().sql("""
                        UPDATE jobs SET state = 'cancelled', ended_at = ?, input = NULL
                        WHERE id = ? AND cancel_requested AND state IN ('waiting', 'running')""").params(now(), id).update();
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static Job job(ResultSet row, int number) throws SQLException {
        return new Job(
                new Asked(
                        row.getString("id"),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("tenant"),
                        row.getString("key_id"),
                        row.getString("request"),
                        null),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getBoolean("cancel_requested"),
                row.getInt("attempt"),
                new Step(row.getString("phase"), row.getInt("done"), row.getInt("total")),
                row.getString("result"),
                row.getString("failure"),
                new Times(
                        instant(row, "created_at").orElseThrow(),
                        instant(row, "started_at").orElse(null),
                        instant(row, "ended_at").orElse(null)));
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(Timestamp::toInstant);
    }

    private static String name(State state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Where a job stands; the last three are ends. */
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        CANCELLED;

        public boolean ended() {
            return this != WAITING && this != RUNNING;
        }
    }

    /**
     * What somebody asked for.
     *
     * @param kind such as {@code train}
     * @param subject such as the policy's name
     * @param request JSON
     * @param input what to work on, or null
     */
    public record Asked(
            String id,
            String kind,
            String subject,
            String tenant,
            String keyId,
            String request,
            @Nullable String input) {}

    /** @param phase one word */
    public record Step(String phase, int done, int of) {}

    /** @param result JSON, or null */
    public record Ending(
            State state, @Nullable String result, @Nullable String failure) {}

    public record Times(
            Instant created,
            @Nullable Instant started,
            @Nullable Instant ended) {}

    /** @param asked without its input */
    public record Job(
            Asked asked,
            State state,
            boolean cancelRequested,
            int attempt,
            Step step,
            @Nullable String result,
            @Nullable String failure,
            Times times) {
        public String id() {
            return asked.id();
        }
    }
}
