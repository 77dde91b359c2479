-- What Signalbox keeps. Money is bigint micro-USD, durations are bigint microseconds, times are timestamptz.
-- JSON holds what differs from policy to policy; what an operator filters or sums by has a column.
-- No text of a prompt or a reply is stored.

-- experts -----------------------------------------------------------------------------------------------------------

CREATE TABLE roster_versions (
    version      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    content_hash text        NOT NULL UNIQUE,
    created_at   timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE roster_versions IS 'Every roster that was ever in force; the same content keeps its version.';

CREATE TABLE experts (
    roster_version bigint NOT NULL REFERENCES roster_versions,
    name           text   NOT NULL,
    card           jsonb  NOT NULL,
    PRIMARY KEY (roster_version, name)
);

-- policies ----------------------------------------------------------------------------------------------------------

CREATE TABLE policies (
    name            text PRIMARY KEY,
    current_version text        NOT NULL,
    created_at      timestamptz NOT NULL DEFAULT now(),
    updated_at      timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE policy_versions (
    policy     text        NOT NULL REFERENCES policies,
    version    text        NOT NULL,
    content    text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (policy, version)
);
COMMENT ON COLUMN policy_versions.version IS 'Hash of what the file means, not of its bytes.';
COMMENT ON COLUMN policy_versions.content IS 'The policy file.';

-- scorer snapshots --------------------------------------------------------------------------------------------------

CREATE TABLE snapshots (
    id         text PRIMARY KEY,
    scorer     text        NOT NULL,
    content    jsonb       NOT NULL,
    report     jsonb       NOT NULL DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN snapshots.report IS 'How it did on questions that it had not seen.';

CREATE TABLE promotions (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    policy      text        NOT NULL,
    snapshot    text        NOT NULL REFERENCES snapshots,
    promoted_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE promotions IS 'The latest row of a policy names its snapshot in force; the rows before it are the way back.';
CREATE INDEX promotions_latest ON promotions (policy, id DESC);

-- callers -----------------------------------------------------------------------------------------------------------

CREATE TABLE api_keys (
    id         text PRIMARY KEY,
    tenant     text        NOT NULL,
    label      text        NOT NULL DEFAULT '',
    role       text        NOT NULL CHECK (role IN ('admin', 'caller')),
    hash       bytea       NOT NULL UNIQUE CHECK (length(hash) = 32),
    created_at timestamptz NOT NULL,
    revoked_at timestamptz
);
COMMENT ON COLUMN api_keys.hash IS 'SHA-256 of the key; the key itself is nowhere.';

-- decisions and outcomes --------------------------------------------------------------------------------------------
-- One statement writes a decision, its outcome and its attempts, so foreign keys between them would only cost time.

CREATE TABLE decisions (
    query_id       text PRIMARY KEY,
    created_at     timestamptz NOT NULL,
    tenant         text        NOT NULL,
    key_id         text        NOT NULL,
    policy         text        NOT NULL,
    policy_version text        NOT NULL,
    roster_version bigint      NOT NULL,
    snapshot       text        NOT NULL,
    seed           bigint      NOT NULL,
    plan_kind      text        NOT NULL,
    expert         text,
    propensity     double precision,
    utility        double precision,
    plan           jsonb       NOT NULL,
    selection      jsonb       NOT NULL,
    candidates     jsonb       NOT NULL,
    denials        jsonb       NOT NULL
);
COMMENT ON COLUMN decisions.query_id IS 'Given by the service; a batch that is delivered twice is stored once.';
COMMENT ON COLUMN decisions.snapshot IS 'Empty when the scorer has learned nothing.';
COMMENT ON COLUMN decisions.expert IS 'First choice of the gate, null when the plan was a refusal.';
COMMENT ON COLUMN decisions.propensity IS 'Probability with which the gate made that choice.';
CREATE INDEX decisions_by_time ON decisions (created_at DESC);
CREATE INDEX decisions_by_tenant ON decisions (tenant, created_at DESC);
CREATE INDEX decisions_by_policy ON decisions (policy, created_at DESC);

CREATE TABLE outcomes (
    query_id           text PRIMARY KEY,
    created_at         timestamptz NOT NULL,
    expert             text,
    attempts           integer     NOT NULL,
    failure            text,
    micro_usd          bigint      NOT NULL,
    prompt_tokens      bigint      NOT NULL,
    completion_tokens  bigint      NOT NULL,
    cached_tokens      bigint      NOT NULL,
    first_token_micros bigint,
    latency_micros     bigint
);
COMMENT ON COLUMN outcomes.expert IS 'Who answered, null when nobody did.';
COMMENT ON COLUMN outcomes.failure IS 'Kind of the last failure, null when the query was answered.';
COMMENT ON COLUMN outcomes.micro_usd IS 'Over all attempts, the failed ones too; so are the tokens.';
COMMENT ON COLUMN outcomes.latency_micros IS 'From the first attempt''s start to the last one''s end.';
CREATE INDEX outcomes_by_expert ON outcomes (expert, created_at DESC);
CREATE INDEX outcomes_by_failure ON outcomes (failure, created_at DESC) WHERE failure IS NOT NULL;

CREATE TABLE attempts (
    query_id           text        NOT NULL,
    ordinal            integer     NOT NULL,
    expert             text        NOT NULL,
    deployment         text        NOT NULL,
    started_at         timestamptz NOT NULL,
    first_token_micros bigint,
    latency_micros     bigint      NOT NULL,
    prompt_tokens      bigint      NOT NULL,
    completion_tokens  bigint      NOT NULL,
    cached_tokens      bigint      NOT NULL,
    exact_usage        boolean     NOT NULL,
    micro_usd          bigint      NOT NULL,
    failure            text,
    PRIMARY KEY (query_id, ordinal)
);

CREATE TABLE feedback (
    id         text PRIMARY KEY,
    created_at timestamptz      NOT NULL,
    tenant     text             NOT NULL,
    key_id     text             NOT NULL,
    query_id   text             NOT NULL,
    reward     double precision NOT NULL CHECK (reward BETWEEN 0 AND 1),
    comment    text             NOT NULL
);
COMMENT ON COLUMN feedback.query_id IS 'No foreign key: another replica may deliver the decision later.';
CREATE INDEX feedback_by_query ON feedback (query_id);

-- who changed what --------------------------------------------------------------------------------------------------

CREATE TABLE audit (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at      timestamptz NOT NULL,
    actor   text        NOT NULL,
    action  text        NOT NULL,
    subject text        NOT NULL,
    detail  jsonb       NOT NULL DEFAULT '{}'
);
COMMENT ON COLUMN audit.actor IS 'Identifier of the API key, or system.';
CREATE INDEX audit_by_time ON audit (at DESC);
