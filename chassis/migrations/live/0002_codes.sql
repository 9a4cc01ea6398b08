-- migrate:up

-- The national office's editions of the code tables; the first edition of each comes with the contracts.
CREATE TABLE code_table (
    name text COLLATE "C" NOT NULL,
    edition integer NOT NULL CHECK (edition > 1),
    effective_on date NOT NULL,
    entries jsonb NOT NULL,
    reason text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (name, edition)
);

-- migrate:down
