-- migrate:up

-- Claims to a patent that stands under another body: what each system said last for a claimant.
CREATE TABLE claim (
    patent text COLLATE "C" NOT NULL,
    claimant text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    round integer NOT NULL,
    claimant_name text NOT NULL,
    claimant_kind text NOT NULL,
    claimant_ministry text,
    claimant_home text NOT NULL,
    holder text COLLATE "C" NOT NULL,
    holder_name text NOT NULL,
    holder_home text NOT NULL,
    title text NOT NULL,
    -- The patent as the claimant states it.
    bibliography jsonb NOT NULL,
    generated boolean NOT NULL,
    claimed_on date NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (patent, claimant, writer)
);
CREATE INDEX claim_claimant ON claim (claimant, patent);
CREATE INDEX claim_holder ON claim (holder, patent);

-- What became of a case: each step of each round as each system said it.
CREATE TABLE claim_step (
    patent text COLLATE "C" NOT NULL,
    claimant text COLLATE "C" NOT NULL,
    round integer NOT NULL,
    writer text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind IN ('withdrawn', 'settled', 'reopened')),
    holder text COLLATE "C",
    awarded text COLLATE "C",
    awarded_name text,
    reason text NOT NULL,
    evidence text NOT NULL,
    settled_by text,
    taken_on date NOT NULL,
    said_at timestamptz NOT NULL,
    PRIMARY KEY (patent, claimant, round, writer, kind),
    CHECK ((kind = 'settled') = (awarded IS NOT NULL))
);
CREATE INDEX claim_step_settled ON claim_step (patent) WHERE kind = 'settled';

-- Patents of which several systems publish a record.
CREATE TABLE published_twice (
    patent text COLLATE "C" PRIMARY KEY
);
-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX patent_provincial ON patent (number) WHERE writer <> 'cn';
INSERT INTO published_twice (patent)
SELECT number FROM patent GROUP BY number HAVING count(*) > 1;

-- migrate:down
