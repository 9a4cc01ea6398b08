-- migrate:up

-- Objections and their reviews come from different writers and in any order; of two writers the greater stands.
CREATE TABLE objection (
    patent text NOT NULL,
    evaluation text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise text NOT NULL,
    reason text NOT NULL,
    objected_on date NOT NULL,
    review_by date NOT NULL,
    rules text NOT NULL,
    PRIMARY KEY (patent, evaluation)
);
CREATE INDEX objection_due ON objection (review_by, patent, evaluation);

CREATE TABLE objection_review (
    patent text NOT NULL,
    evaluation text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    is_upheld boolean NOT NULL,
    finding text NOT NULL,
    reviewed_on date NOT NULL,
    PRIMARY KEY (patent, evaluation)
);

ALTER TABLE enterprise_evaluation ADD COLUMN uploaded_by text;

-- migrate:down
