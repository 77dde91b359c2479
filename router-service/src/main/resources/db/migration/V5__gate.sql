-- What sparse local models do inside, and who may change it.

CREATE TABLE gate_use (
    hour     timestamptz        NOT NULL,
    model    text               NOT NULL,
    domain   text               NOT NULL,
    language text               NOT NULL,
    phase    text               NOT NULL CHECK (phase IN ('PROMPT', 'REPLY')),
    layer    integer            NOT NULL,
    tokens   bigint             NOT NULL,
    entropy  double precision   NOT NULL,
    uses     bigint[]           NOT NULL,
    mass     double precision[] NOT NULL,
    PRIMARY KEY (model, hour, domain, language, phase, layer)
);
COMMENT ON TABLE gate_use IS 'Choices of experts by hour. Rows add up, and several replicas add to one.';
COMMENT ON COLUMN gate_use.domain IS 'Empty when it was not known; so is the language.';
COMMENT ON COLUMN gate_use.tokens IS 'That were observed: of a share of replies, where the roster says so.';
COMMENT ON COLUMN gate_use.entropy IS 'Of the gate''s distribution in nats, summed over tokens.';
COMMENT ON COLUMN gate_use.uses IS 'By expert, from 0: tokens for which it was chosen.';
COMMENT ON COLUMN gate_use.mass IS 'By expert, from 0: what the gate gave it; sums to tokens.';
CREATE INDEX gate_use_by_hour ON gate_use (hour);

ALTER TABLE api_keys DROP CONSTRAINT api_keys_role_check;
ALTER TABLE api_keys ADD CONSTRAINT api_keys_role_check CHECK (role IN ('admin', 'caller', 'metrics', 'steerer'));
