-- migrate:up

-- Institutions of whose patents an import has named inventors, noted with its rows: their people are matched when it
-- has ended, from the patent behind the last one that was.
CREATE TABLE matching_due (
    job uuid NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
    institution text COLLATE "C" NOT NULL,
    after_patent text COLLATE "C" NOT NULL DEFAULT '',
    PRIMARY KEY (job, institution)
);

-- migrate:down
