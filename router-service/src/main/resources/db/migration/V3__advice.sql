-- Calls that helped to decide who shall answer are attempts like those that answer: billed, and told apart.

ALTER TABLE attempts ADD COLUMN purpose text NOT NULL DEFAULT 'ANSWER' CHECK (purpose IN ('ANSWER', 'ADVICE'));
COMMENT ON COLUMN attempts.purpose IS 'ADVICE for a call that the policy''s scorer wanted before it scored.';
