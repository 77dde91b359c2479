package dev.signalbox.telemetry;

import dev.signalbox.store.Database;
import java.util.List;

/**
 * The tables of decisions, outcomes, attempts and feedback. A batch is stored whole or not at all, and storing it
 * again changes nothing.
 */
final class RecordTables implements RecordSink {

    private static final String ENTRIES = """
            WITH batch AS MATERIALIZED (
              SELECT * FROM json_to_recordset(?::json) AS r(
                query_id text, created_at timestamptz, tenant text, key_id text, policy text, policy_version text,
                roster_version bigint, snapshot text, seed bigint, plan_kind text, chosen text,
                propensity double precision, utility double precision, plan jsonb, selection jsonb, candidates jsonb,
                denials jsonb, answered_by text, failure text, micro_usd bigint, prompt_tokens bigint,
                completion_tokens bigint, cached_tokens bigint, first_token_micros bigint, latency_micros bigint,
                features jsonb, embedding text, attempts json)),
            decided AS (
              INSERT INTO decisions (query_id, created_at, tenant, key_id, policy, policy_version, roster_version,
                snapshot, seed, plan_kind, expert, propensity, utility, plan, selection, candidates, denials,
                features, embedding)
              SELECT query_id, created_at, tenant, key_id, policy, policy_version, roster_version,
                snapshot, seed, plan_kind, chosen, propensity, utility, plan, selection, candidates, denials,
                features, decode(embedding, 'base64')
              FROM batch ON CONFLICT DO NOTHING),
            became AS (
              INSERT INTO outcomes (query_id, created_at, expert, attempts, failure, micro_usd, prompt_tokens,
                completion_tokens, cached_tokens, first_token_micros, latency_micros)
              SELECT query_id, created_at, answered_by, json_array_length(attempts), failure, micro_usd, prompt_tokens,
                completion_tokens, cached_tokens, first_token_micros, latency_micros
              FROM batch ON CONFLICT DO NOTHING)
            INSERT INTO attempts (query_id, ordinal, expert, deployment, started_at, first_token_micros,
              latency_micros, prompt_tokens, completion_tokens, cached_tokens, exact_usage, micro_usd, failure, purpose)
            SELECT batch.query_id, a.ordinal, a.expert, a.deployment, a.started_at, a.first_token_micros,
              a.latency_micros, a.prompt_tokens, a.completion_tokens, a.cached_tokens, a.exact_usage, a.micro_usd,
              a.failure, coalesce(a.purpose, 'ANSWER')
            FROM batch CROSS JOIN LATERAL ROWS FROM (json_to_recordset(batch.attempts) AS (
                expert text, deployment text, started_at timestamptz, first_token_micros bigint,
                latency_micros bigint, prompt_tokens bigint, completion_tokens bigint, cached_tokens bigint,
                exact_usage boolean, micro_usd bigint, failure text, purpose text))
              WITH ORDINALITY AS a(expert, deployment, started_at, first_token_micros, latency_micros, prompt_tokens,
                completion_tokens, cached_tokens, exact_usage, micro_usd, failure, purpose, ordinal)
            ON CONFLICT DO NOTHING""";

    private static final String FEEDBACK = """
            INSERT INTO feedback (id, created_at, tenant, key_id, query_id, reward, comment)
            SELECT id, created_at, tenant, key_id, query_id, reward, comment
            FROM json_to_recordset(?::json) AS f(
              id text, created_at timestamptz, tenant text, key_id text, query_id text, reward double precision,
              comment text)
            ON CONFLICT DO NOTHING""";

    private final Database database;

    RecordTables(Database database) {
        this.database = database;
    }

    @Override
    public void write(List<Frame> frames) {
        var entries = array(frames, Frame.Kind.ENTRY);
        var feedback = array(frames, Frame.Kind.FEEDBACK);
        database.transactions().executeWithoutResult(_ -> {
            database.jdbc().sql(ENTRIES).param(entries).update();
            database.jdbc().sql(FEEDBACK).param(feedback).update();
        });
    }

    private static String array(List<Frame> frames, Frame.Kind kind) {
        var json = new StringBuilder("[");
        for (var frame : frames) {
            if (frame.kind() == kind) {
                json.append(json.length() == 1 ? "" : ",").append(frame.json());
            }
        }
        return json.append(']').toString();
    }
}
