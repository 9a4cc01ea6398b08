-- migrate:up

-- A file that was sent, and how far it has come. `next_row` moves with the rows it counts, in one transaction.
CREATE TABLE import_job (
    id uuid PRIMARY KEY,
    file_name text NOT NULL,
    path text NOT NULL,
    bytes bigint NOT NULL,
    fingerprint text NOT NULL,
    subject text NOT NULL,
    sender text NOT NULL,
    organization text,
    organization_name text,
    jurisdiction text NOT NULL,
    today date NOT NULL,
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'reading', 'storing', 'done', 'refused')),
    kind text NOT NULL DEFAULT '',
    header text [] NOT NULL DEFAULT '{}',
    unknown_columns text [] NOT NULL DEFAULT '{}',
    is_office_export boolean NOT NULL DEFAULT false,
    rows bigint,
    next_row bigint NOT NULL DEFAULT 0,
    handled bigint NOT NULL DEFAULT 0,
    new bigint NOT NULL DEFAULT 0,
    revised bigint NOT NULL DEFAULT 0,
    unchanged bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    problems bigint NOT NULL DEFAULT 0,
    institutions bigint NOT NULL DEFAULT 0,
    reason text NOT NULL DEFAULT '',
    reason_english text NOT NULL DEFAULT '',
    attempts integer NOT NULL DEFAULT 0,
    sent_at timestamptz NOT NULL DEFAULT now(),
    recognized_at timestamptz,
    finished_at timestamptz
);
CREATE INDEX import_job_sender ON import_job (organization, sent_at DESC);
CREATE INDEX import_job_open ON import_job (sent_at) WHERE state IN ('waiting', 'reading', 'storing');

-- What is wrong with refused rows, one line for each thing.
CREATE TABLE import_problem (
    job uuid NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
    row_number bigint NOT NULL,
    place integer NOT NULL,
    column_name text NOT NULL,
    value text NOT NULL,
    rule text NOT NULL,
    parts jsonb NOT NULL,
    PRIMARY KEY (job, row_number, place)
);

-- The refused rows as they were sent, to be mended and sent again.
CREATE TABLE import_refused_row (
    job uuid NOT NULL REFERENCES import_job (id) ON DELETE CASCADE,
    row_number bigint NOT NULL,
    cells text [] NOT NULL,
    PRIMARY KEY (job, row_number)
);

-- migrate:down
