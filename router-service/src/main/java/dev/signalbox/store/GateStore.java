package dev.signalbox.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;

/** What local models' gating networks chose, by hour. What is added to an hour twice counts twice. */
public final class GateStore {

    private static final String ADD = """
            INSERT INTO gate_use (hour, model, domain, language, phase, layer, tokens, entropy, uses, mass)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::bigint[], ?::double precision[])
            ON CONFLICT (model, hour, domain, language, phase, layer) DO UPDATE SET
                tokens = gate_use.tokens + EXCLUDED.tokens,
                entropy = gate_use.entropy + EXCLUDED.entropy,
                uses = ARRAY(SELECT coalesce(a, 0) + coalesce(b, 0)
                             FROM unnest(gate_use.uses, EXCLUDED.uses) WITH ORDINALITY AS sums(a, b, i) ORDER BY i),
                mass = ARRAY(SELECT coalesce(a, 0) + coalesce(b, 0)
                             FROM unnest(gate_use.mass, EXCLUDED.mass) WITH ORDINALITY AS sums(a, b, i) ORDER BY i)""";

    private final Database database;

    public GateStore(Database database) {
        this.database = database;
    }

    /**
     * What one layer chose.
     *
     * @param phase {@code PROMPT} or {@code REPLY}
     * @param entropy in nats, summed over tokens
     * @param uses by expert
     * @param mass by expert
     */
    public record Row(
            String model,
            String domain,
            String language,
            String phase,
            int layer,
            long tokens,
            double entropy,
            List<Long> uses,
            List<Double> mass) {
        public Row {
            uses = List.copyOf(uses);
            mass = List.copyOf(mass);
        }
    }

    /** All of them or none. */
    public void add(Instant at, List<Row> rows) {
        var hour = Timestamp.from(at.truncatedTo(ChronoUnit.HOURS));
        database.transactions().executeWithoutResult(_ -> rows.forEach(row -> add(hour, row)));
    }

    private void add(Timestamp hour, Row row) {
        database.jdbc()
                .sql(ADD)
                .params(
                        hour,
                        row.model(),
                        row.domain(),
                        row.language(),
                        row.phase(),
                        row.layer(),
                        row.tokens(),
                        row.entropy(),
                        row.uses().toArray(Long[]::new),
                        row.mass().toArray(Double[]::new))
                .update();
    }

    /** What a model chose since then, summed over the hours; by domain, language, phase and layer. */
    public List<Row> since(String model, Instant from) {
        return database.jdbc()
                .sql("""
                        SELECT g.model, g.domain, g.language, g.phase, g.layer, max(t.tokens) AS tokens, max(t.entropy) AS entropy,
                               array_agg(g.uses ORDER BY g.expert) AS uses, array_agg(g.mass ORDER BY g.expert) AS mass
                        FROM (SELECT model, domain, language, phase, layer, each.expert,
                                     sum(each.uses)::bigint AS uses, sum(each.mass) AS mass
                              FROM gate_use, unnest(uses, mass) WITH ORDINALITY AS each(uses, mass, expert)
                              WHERE model = ? AND hour >= ?
                              GROUP BY model, domain, language, phase, layer, each.expert) g
                        JOIN (SELECT model, domain, language, phase, layer,
                                     sum(tokens)::bigint AS tokens, sum(entropy) AS entropy
                              FROM gate_use WHERE model = ? AND hour >= ?
                              GROUP BY model, domain, language, phase, layer) t
                             USING (model, domain, language, phase, layer)
                        GROUP BY g.model, g.domain, g.language, g.phase, g.layer
                        ORDER BY g.domain, g.language, g.phase, g.layer""")
                .params(model, Timestamp.from(from), model, Timestamp.from(from))
                .query((row, _) -> row(row))
                .list();
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getString("model"),
                row.getString("domain"),
                row.getString("language"),
                row.getString("phase"),
                row.getInt("layer"),
                row.getLong("tokens"),
                row.getDouble("entropy"),
                Arrays.asList((Long[]) row.getArray("uses").getArray()),
                Arrays.asList((Double[]) row.getArray("mass").getArray()));
    }

    /** Returns how many rows are gone. */
    public int forgetBefore(Instant time) {
        return database.jdbc()
                .sql("DELETE FROM gate_use WHERE hour < ?")
                .param(Timestamp.from(time))
                .update();
    }
}
