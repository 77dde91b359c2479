-- What became of steerings is looked up at each start and reload, among as many audited uses as there were requests.

CREATE INDEX audit_of_steerings ON audit (subject, id DESC)
    WHERE action IN ('steering.add', 'steering.change', 'steering.remove');

COMMENT ON COLUMN decisions.expert IS
    'Who was to be asked first, null when the plan was a refusal or a mix, whose experts answer together.';
COMMENT ON COLUMN decisions.propensity IS
    'Probability of that choice, among decisions that ask one expert alone; null where nobody was.';
