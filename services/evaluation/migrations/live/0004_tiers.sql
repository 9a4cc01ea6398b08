-- migrate:up

-- The tier as it was last said; of two writers the greater stands.
CREATE TABLE tier (
    patent text PRIMARY KEY,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    tier text NOT NULL,
    reasons jsonb NOT NULL,
    tags jsonb NOT NULL,
    rules text NOT NULL,
    computed text,
    note text NOT NULL,
    graded_on date NOT NULL
);
CREATE INDEX tier_of_institution ON tier (institution, tier, patent);

-- migrate:down
