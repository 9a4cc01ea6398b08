-- migrate:up

-- Who an expert is, and what they say of themselves: it is told to no stream.
CREATE TABLE expert_person (
    expert text PRIMARY KEY,
    name text NOT NULL,
    subject text UNIQUE,
    consented_on date,
    most integer NOT NULL DEFAULT 10 CHECK (most BETWEEN 0 AND 1000),
    away_until date,
    CHECK ((subject IS NULL) = (consented_on IS NULL))
);

CREATE TABLE expert_declaration (
    expert text NOT NULL REFERENCES expert_person,
    kind text NOT NULL CHECK (kind IN ('patent', 'body', 'joint_filing')),
    party text NOT NULL,
    filed_on date,
    declared_on date NOT NULL,
    PRIMARY KEY (expert, kind, party),
    CHECK ((kind = 'joint_filing') = (filed_on IS NOT NULL))
);

-- The terms of a batch: a recusal assigns again under them.
CREATE TABLE commission_batch (
    batch text PRIMARY KEY,
    home text NOT NULL,
    commissioned_by text NOT NULL,
    commissioned_on date NOT NULL,
    due_on date NOT NULL,
    experts_each integer NOT NULL CHECK (experts_each BETWEEN 1 AND 20),
    highest_percent integer NOT NULL CHECK (highest_percent BETWEEN 1 AND 100),
    seed bigint NOT NULL,
    patents jsonb NOT NULL,
    shortage jsonb NOT NULL DEFAULT '[]'
);

-- migrate:down
