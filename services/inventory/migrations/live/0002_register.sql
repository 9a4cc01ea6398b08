-- migrate:up

-- The lines of the patent register, each writer's as it took them down. The id is the content's: a line that comes
-- again is the same line.
CREATE TABLE register_entry (
    patent text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    effective_on date NOT NULL,
    announced_on date,
    number text,
    holders text [] NOT NULL,
    holder_code text,
    license_kind text,
    until date,
    annuity_year integer,
    status text,
    flags text [] NOT NULL,
    note text NOT NULL,
    source text NOT NULL,
    PRIMARY KEY (patent, writer, id)
);

-- What stands by these lines: their fold, made anew whenever one is added.
CREATE TABLE right_state (
    patent text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    status text NOT NULL,
    flags text [] NOT NULL,
    effective_on date NOT NULL,
    cause text NOT NULL,
    expires_on date,
    holders text [] NOT NULL,
    holder_code text,
    transferred_on date,
    is_partly_invalid boolean NOT NULL,
    paid_year integer,
    lapse_announced_on date,
    burdens text NOT NULL,
    course text NOT NULL,
    PRIMARY KEY (patent, writer)
);

-- The last word of each writer on a right: all there is of a writer that does not publish its register lines.
CREATE TABLE right_said (
    patent text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    status text,
    flags text [] NOT NULL DEFAULT '{}',
    effective_on date,
    expires_on date,
    away_on date,
    PRIMARY KEY (patent, writer)
);
INSERT INTO right_said (patent, writer, status, flags, effective_on, expires_on)
SELECT DISTINCT ON (patent, writer) patent, writer, status, flags, effective_on, expires_on FROM legal_event
ORDER BY patent, writer, said_at DESC, id DESC;

-- migrate:down
