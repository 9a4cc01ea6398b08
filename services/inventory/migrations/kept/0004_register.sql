-- migrate:up

-- Files of register lines that were sent, and what became of their rows.
CREATE TABLE register_upload (
    id uuid PRIMARY KEY,
    file_name text NOT NULL,
    subject text NOT NULL,
    sender text NOT NULL,
    rows bigint NOT NULL,
    new bigint NOT NULL DEFAULT 0,
    known bigint NOT NULL DEFAULT 0,
    changed bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    header text [] NOT NULL,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX register_upload_newest ON register_upload (sent_at DESC, id DESC);

-- Its refused rows as they were sent, with what is wrong with each.
CREATE TABLE register_refused_row (
    upload uuid NOT NULL REFERENCES register_upload (id) ON DELETE CASCADE,
    row_number bigint NOT NULL,
    cells text [] NOT NULL,
    problems text NOT NULL,
    PRIMARY KEY (upload, row_number)
);

-- migrate:down
