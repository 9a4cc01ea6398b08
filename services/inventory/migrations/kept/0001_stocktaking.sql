-- migrate:up

-- The register of bodies: who they are, where they are at home, and which system publishes for them.
CREATE TABLE institution (
    code text COLLATE "C" PRIMARY KEY CHECK (length(code) = 18),
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL,
    home text NOT NULL,
    writer text NOT NULL,
    is_provisional boolean NOT NULL DEFAULT false,
    is_generated boolean NOT NULL DEFAULT false,
    registered_at timestamptz NOT NULL DEFAULT now(),
    registered_by text NOT NULL
);
CREATE INDEX institution_name ON institution (name);

-- A stocktaking record on its way: what an institution's people say before the institution passes it.
CREATE TABLE draft (
    patent text COLLATE "C" PRIMARY KEY,
    institution text NOT NULL,
    home text NOT NULL,
    implementation text NOT NULL,
    accepted_modes text [] NOT NULL,
    asking_price numeric(18, 2),
    maturity text,
    self_grade text,
    scenario text NOT NULL,
    industries text [] NOT NULL,
    keywords text [] NOT NULL,
    filled_by text NOT NULL,
    filled_at timestamptz NOT NULL DEFAULT now(),
    submitted_at timestamptz,
    -- Why the institution sent it back last; empty where it did not.
    return_reason text NOT NULL DEFAULT ''
);
CREATE INDEX draft_awaiting ON draft (institution, patent) WHERE submitted_at IS NOT NULL;

-- Who paid for the research: internal by rule, never in an event.
CREATE TABLE funding (
    patent text COLLATE "C" PRIMARY KEY,
    institution text NOT NULL,
    is_funded boolean NOT NULL,
    project_kind text NOT NULL DEFAULT '',
    project_name text NOT NULL DEFAULT '',
    project_number text NOT NULL DEFAULT ''
);

-- migrate:down
