package dev.signalbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Recorded decisions, read back. */
public final class DecisionStore {

    private static final String COLUMNS = """
            d.query_id, d.created_at, d.tenant, d.key_id, d.policy, d.policy_version, d.roster_version, d.snapshot,
            d.seed, d.plan_kind, d.expert, d.propensity, d.utility, d.plan, d.selection, d.candidates, d.denials,
            d.features, d.embedding""";

    private final Database database;

    public DecisionStore(Database database) {
        this.database = database;
    }

    public Optional<Row> find(String queryId) {
        return database.jdbc()
                .sql("SELECT " + COLUMNS + " FROM decisions d WHERE d.query_id = ?")
                .param(queryId)
                .query(DecisionStore::row)
                .optional();
    }

    /** The latest of a policy, newest first. */
    public List<Row> latest(String policy, int most) {
        return database.jdbc()
                .sql("SELECT " + COLUMNS + " FROM decisions d WHERE d.policy = ? ORDER BY d.created_at DESC LIMIT ?")
                .params(policy, most)
                .query(DecisionStore::row)
                .list();
    }

    /** The latest of a policy that were judged, newest first; a decision judged more than once counts by the mean. */
    public List<Judged> judged(String policy, int most) {
        return judged("d.policy = ?", policy, most);
    }

    /** The latest of any policy that were judged and that looked at an embedding of this space, newest first. */
    public List<Judged> judgedIn(String space, int most) {
        return judged(
                "d.embedding IS NOT NULL AND d.snapshot IN (SELECT id FROM snapshots WHERE content->>'space' = ?)",
                space,
                most);
    }

    /**
     * Now, by the database's clock: whatever becomes known from here on is {@link Judged#since} later than that, and all that
     * became known before can be read. It waits for those who are storing just now.
     */
    public Instant now() {
        return database.transactions().execute(_ -> {
            // in the order in which records are stored; whoever comes meanwhile waits until the time is read
            database.jdbc().sql("LOCK TABLE decisions, feedback IN SHARE MODE").update();
            return database.jdbc()
                    .sql("SELECT clock_timestamp()")
                    .query((row, _) -> row.getTimestamp(1).toInstant())
                    .single();
        });
    }

    /** Only the tenant whose decision it was may judge it. */
    private List<Judged> judged(String condition, String parameter, int most) {
        return database.jdbc()
                .sql("SELECT " + COLUMNS + """
                        , f.reward, greatest(f.stored_at, d.stored_at) AS judged_at, o.micro_usd AS total_micro_usd, o.latency_micros AS total_latency_micros,
                          a.expert AS answered_by, a.micro_usd, a.latency_micros, a.completion_tokens
                        FROM decisions d
                        JOIN outcomes o ON o.query_id = d.query_id
                        JOIN LATERAL (SELECT avg(reward) AS reward, min(stored_at) AS stored_at FROM feedback
                          WHERE feedback.query_id = d.query_id AND feedback.tenant = d.tenant) f
                          ON f.reward IS NOT NULL
                        JOIN attempts a ON a.query_id = d.query_id AND a.failure IS NULL AND a.purpose = 'ANSWER'
                        WHERE
                        """ + condition + " ORDER BY d.created_at DESC LIMIT ?")
                .params(parameter, most)
                .query((row, number) -> new Judged(
                        row(row, number),
                        row.getDouble("reward"),
                        row.getTimestamp("judged_at").toInstant(),
                        new Cost(row.getLong("total_micro_usd"), row.getLong("total_latency_micros")),
                        new Answer(
                                row.getString("answered_by"),
                                new Cost(row.getLong("micro_usd"), row.getLong("latency_micros")),
                                row.getLong("completion_tokens"))))
                .list();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getString("query_id"),
                row.getTimestamp("created_at").toInstant(),
                new Who(row.getString("tenant"), row.getString("key_id")),
                new Versions(
                        row.getString("policy"),
                        row.getString("policy_version"),
                        row.getLong("roster_version"),
                        row.getString("snapshot"),
                        row.getLong("seed")),
                new Made(
                        row.getString("plan_kind"),
                        row.getString("expert"),
                        row.getObject("propensity", Double.class),
                        row.getObject("utility", Double.class),
                        row.getString("plan"),
                        row.getString("selection"),
                        row.getString("candidates"),
                        row.getString("denials")),
                new Facts(row.getString("features"), row.getBytes("embedding")));
    }

    /**
     * @param made what was decided
     * @param facts what it was decided on
     */
    public record Row(String queryId, Instant at, Who who, Versions versions, Made made, Facts facts) {}

    /**
     * A decision and what came of it.
     *
     * @param reward in [0, 1], the mean of all judgements
     * @param since when this became known by the database's clock: when its first judgement was stored, or the decision itself
     *     where that came later. A further judgement of the same decision, such as a correction, does not change it
     * @param total over all attempts
     * @param answer the attempt that answered
     */
    public record Judged(Row decision, double reward, Instant since, Cost total, Answer answer) {}

    public record Cost(long microUsd, long latencyMicros) {}

    /** @param tokens generated */
    public record Answer(String expert, Cost cost, long tokens) {}

    public record Who(String tenant, String keyId) {}

    public record Versions(String policy, String policyVersion, long rosterVersion, String snapshot, long seed) {}

    /** The last four are JSON. */
    public record Made(
            String planKind,
            @Nullable String expert,
            @Nullable Double propensity,
            @Nullable Double utility,
            String plan,
            String selection,
            String candidates,
            String denials) {}

    /**
     * @param features JSON, null when the decision was recorded before they were
     * @param embedding float32, little-endian; null when the decision did not look at it
     */
    @SuppressWarnings("ArrayRecordComponent") // handed from the database to a decoder and never compared
    public record Facts(@Nullable String features, byte @Nullable [] embedding) {}
}
