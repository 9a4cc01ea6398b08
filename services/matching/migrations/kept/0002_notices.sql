-- migrate:up

-- Up to when an enterprise's people have seen what they were told.
CREATE TABLE notices_seen (
    enterprise text PRIMARY KEY,
    seen_at timestamptz NOT NULL
);

-- migrate:down
