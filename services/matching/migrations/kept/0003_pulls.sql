-- migrate:up

-- In which order the entries of the live library last changed. It says nothing of an entry but that one is to be looked
-- at again: whether it stands, and what it says, the library knows. A rebuild does not change it.
CREATE SEQUENCE library_change_number;
CREATE TABLE library_change (
    patent text COLLATE "C" PRIMARY KEY,
    number bigint NOT NULL
);
CREATE UNIQUE INDEX library_change_in_order ON library_change (number);

-- Who took what of the library.
CREATE TABLE library_pull (
    id uuid PRIMARY KEY,
    subject text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    form text NOT NULL CHECK (form IN ('csv', 'xlsx', 'stream')),
    library uuid,
    filters text NOT NULL,
    rows bigint NOT NULL DEFAULT 0,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz
);
CREATE INDEX library_pull_latest ON library_pull (started_at DESC, id DESC);
CREATE INDEX library_pull_of ON library_pull (subject, started_at DESC, id DESC);

-- Industry libraries: a set of entries that somebody keeps. What is in it is looked up, never stored.
CREATE TABLE industry_library (
    id uuid PRIMARY KEY,
    owner text NOT NULL,
    owner_name text NOT NULL,
    title text NOT NULL,
    is_public boolean NOT NULL,
    edition integer NOT NULL CHECK (edition > 0),
    changed_at timestamptz NOT NULL
);
CREATE INDEX industry_library_owner ON industry_library (owner, title, id);
CREATE INDEX industry_library_public ON industry_library (title, id) WHERE is_public;

CREATE TABLE industry_edition (
    library uuid NOT NULL REFERENCES industry_library (id),
    edition integer NOT NULL,
    title text NOT NULL,
    about text NOT NULL,
    is_public boolean NOT NULL,
    selection jsonb NOT NULL,
    picked text [] NOT NULL,
    excluded text [] NOT NULL,
    reason text NOT NULL,
    edited_by text NOT NULL,
    edited_at timestamptz NOT NULL,
    PRIMARY KEY (library, edition)
);

-- migrate:down
