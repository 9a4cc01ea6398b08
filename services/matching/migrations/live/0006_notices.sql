-- migrate:up

-- What became of rights, as inventory's stream told it: enterprises that follow a patent are told of it.
CREATE TABLE right_notice (
    id uuid PRIMARY KEY,
    patent text NOT NULL,
    writer text NOT NULL,
    said_at timestamptz NOT NULL,
    -- A legal status, or 'transferred'.
    kind text NOT NULL,
    flags text[] NOT NULL,
    effective_on date NOT NULL,
    cause text NOT NULL
);
CREATE INDEX right_notice_patent ON right_notice (patent, said_at DESC);

-- migrate:down
