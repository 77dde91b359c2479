-- What was promoted may be frozen: training then leaves it in force until it is thawed.

ALTER TABLE promotions ADD COLUMN frozen boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN promotions.frozen IS 'Of a policy''s latest row: no training replaces it; a person still can.';
