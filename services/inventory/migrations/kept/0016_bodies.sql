-- migrate:up

-- Who asked that an institution be admitted, and what the office in charge said.
CREATE TABLE institution_application (
    id uuid PRIMARY KEY,
    code text COLLATE "C" NOT NULL CHECK (length(code) = 18),
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL,
    ministry text,
    home text NOT NULL,
    subject text NOT NULL,
    applicant text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'admitted', 'refused')),
    reason text NOT NULL DEFAULT '',
    decided_by text NOT NULL DEFAULT '',
    decided_at timestamptz,
    CHECK ((state = 'waiting') = (decided_at IS NULL))
);
CREATE UNIQUE INDEX institution_application_open ON institution_application (code) WHERE state = 'waiting';
CREATE INDEX institution_application_of ON institution_application (code, applied_at);

-- Who did what to an institution, and when.
CREATE TABLE institution_step (
    code text COLLATE "C" NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    move text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (code, place)
);

-- Institutions whose records are still to say what the register says of them now, and how far that has come.
CREATE TABLE institution_change (
    code text COLLATE "C" PRIMARY KEY,
    after_patent text COLLATE "C" NOT NULL DEFAULT '',
    records bigint NOT NULL DEFAULT 0,
    since timestamptz NOT NULL DEFAULT now()
);

-- migrate:down
