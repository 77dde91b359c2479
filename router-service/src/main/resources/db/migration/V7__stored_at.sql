-- Spools deliver late, so what came in since some moment is told by when it was stored, not by when it was said.

ALTER TABLE decisions ADD COLUMN stored_at timestamptz;
ALTER TABLE decisions ALTER COLUMN stored_at SET DEFAULT clock_timestamp();
COMMENT ON COLUMN decisions.stored_at IS 'By the database''s clock; null when it was stored before this was kept.';

ALTER TABLE feedback ADD COLUMN stored_at timestamptz;
UPDATE feedback SET stored_at = created_at;
ALTER TABLE feedback ALTER COLUMN stored_at SET DEFAULT clock_timestamp();
ALTER TABLE feedback ALTER COLUMN stored_at SET NOT NULL;
COMMENT ON COLUMN feedback.stored_at IS 'By the database''s clock, while the row was written: not when its transaction began.';
