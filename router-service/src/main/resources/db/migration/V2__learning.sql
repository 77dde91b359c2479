-- Jobs, their grades, the way back from a promotion, and the news that replicas send each other.

-- keys --------------------------------------------------------------------------------------------------------------

ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_check;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_check CHECK (role IN ('admin', 'caller', 'metrics'));

-- jobs --------------------------------------------------------------------------------------------------------------

CREATE TABLE jobs (
    id               text PRIMARY KEY,
    kind             text        NOT NULL,
    subject          text        NOT NULL,
    tenant           text        NOT NULL,
    key_id           text        NOT NULL,
    request          jsonb       NOT NULL,
    input            text,
    state            text        NOT NULL DEFAULT 'waiting'
                     CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    cancel_requested boolean     NOT NULL DEFAULT false,
    attempt          integer     NOT NULL DEFAULT 0,
    worker           text,
    phase            text        NOT NULL DEFAULT '',
    done             integer     NOT NULL DEFAULT 0,
    total            integer     NOT NULL DEFAULT 0,
    result           jsonb,
    failure          text,
    created_at       timestamptz NOT NULL,
    started_at       timestamptz,
    ended_at         timestamptz
);
COMMENT ON COLUMN jobs.input IS 'What it works on, such as questions; forgotten when the job ends.';
COMMENT ON COLUMN jobs.attempt IS 'Grows with each claim; a worker whose number is not the latest has lost the job.';
CREATE INDEX jobs_by_time ON jobs (created_at DESC);

CREATE TABLE grades (
    job            text             NOT NULL REFERENCES jobs ON DELETE CASCADE,
    question       text             NOT NULL,
    expert         text             NOT NULL,
    quality        double precision NOT NULL CHECK (quality BETWEEN 0 AND 1),
    micro_usd      double precision NOT NULL,
    latency_micros bigint           NOT NULL,
    tokens         bigint           NOT NULL,
    graded_at      timestamptz      NOT NULL DEFAULT now(),
    PRIMARY KEY (job, question, expert)
);
COMMENT ON TABLE grades IS 'Answers that a job has paid for, so that it goes on where it was broken off.';
COMMENT ON COLUMN grades.question IS 'Hash of prompt and right answer; the text is not kept.';

-- The table of db-scheduler: who may claim which job, and when it was last seen alive.
CREATE TABLE scheduled_tasks (
    task_name            text        NOT NULL,
    task_instance        text        NOT NULL,
    task_data            bytea,
    execution_time       timestamptz NOT NULL,
    picked               boolean     NOT NULL,
    picked_by            text,
    last_success         timestamptz,
    last_failure         timestamptz,
    consecutive_failures integer,
    last_heartbeat       timestamptz,
    version              bigint      NOT NULL,
    priority             smallint,
    PRIMARY KEY (task_name, task_instance)
);
CREATE INDEX scheduled_tasks_due ON scheduled_tasks (execution_time);
CREATE INDEX scheduled_tasks_alive ON scheduled_tasks (last_heartbeat);

-- decisions ---------------------------------------------------------------------------------------------------------

ALTER TABLE experts ADD COLUMN position integer;
COMMENT ON COLUMN experts.position IS 'In the roster, which breaks ties.';

ALTER TABLE decisions ADD COLUMN features jsonb;
ALTER TABLE decisions ADD COLUMN embedding bytea;
COMMENT ON COLUMN decisions.features IS 'Sizes and needs; with the embedding what the decision can be recomputed from.';
COMMENT ON COLUMN decisions.embedding IS 'Of the question, float32 little-endian; null when the decision did not look at it.';

-- promotions --------------------------------------------------------------------------------------------------------

ALTER TABLE promotions ALTER COLUMN snapshot DROP NOT NULL;
ALTER TABLE promotions ADD COLUMN before bigint REFERENCES promotions;
COMMENT ON COLUMN promotions.snapshot IS 'Null: what comes with Signalbox.';
COMMENT ON COLUMN promotions.before IS 'The promotion that a step back leads to; null when that is what comes with Signalbox.';
UPDATE promotions SET before = (
    SELECT max(earlier.id) FROM promotions earlier
    WHERE earlier.policy = promotions.policy AND earlier.id < promotions.id);

-- news --------------------------------------------------------------------------------------------------------------

CREATE FUNCTION signalbox_tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('signalbox', TG_ARGV[0]);
    RETURN NULL;
END $$;
CREATE TRIGGER promotions_tell AFTER INSERT ON promotions
    FOR EACH STATEMENT EXECUTE FUNCTION signalbox_tell('promotions');
CREATE TRIGGER api_keys_tell AFTER INSERT OR UPDATE ON api_keys
    FOR EACH STATEMENT EXECUTE FUNCTION signalbox_tell('keys');
