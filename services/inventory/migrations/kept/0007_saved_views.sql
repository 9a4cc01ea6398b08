-- migrate:up

-- Lists that somebody keeps: the filters of the stock library under a name of their own.
CREATE TABLE saved_view (
    subject text NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    query text NOT NULL,
    saved_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, name)
);

-- migrate:down
