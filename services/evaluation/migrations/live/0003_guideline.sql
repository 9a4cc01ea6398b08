-- migrate:up

ALTER TABLE dossier ADD COLUMN co_patentees jsonb NOT NULL DEFAULT '[]';

-- The last form of the national guideline for each scenario; of two writers the greater stands.
CREATE TABLE guideline_evaluation (
    patent text NOT NULL,
    scenario text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    indicators text NOT NULL,
    rules text NOT NULL,
    answers jsonb NOT NULL,
    parts jsonb NOT NULL,
    answered numeric(5, 2) NOT NULL,
    low numeric(5, 2),
    high numeric(5, 2),
    evaluated_on date NOT NULL,
    PRIMARY KEY (patent, scenario),
    CHECK ((low IS NULL) = (high IS NULL)),
    CHECK (low <= high)
);

-- migrate:down
