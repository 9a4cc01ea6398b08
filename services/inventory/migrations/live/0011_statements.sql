-- migrate:up

-- What the two sides of a case stated while it was open.
CREATE TABLE claim_statement (
    event uuid PRIMARY KEY,
    patent text COLLATE "C" NOT NULL,
    claimant text COLLATE "C" NOT NULL,
    round integer NOT NULL,
    institution text COLLATE "C" NOT NULL,
    statement text NOT NULL,
    argued_on date NOT NULL,
    said_at timestamptz NOT NULL
);
CREATE INDEX claim_statement_case ON claim_statement (patent, claimant);

-- migrate:down
