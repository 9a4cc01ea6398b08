-- migrate:up

-- One row for each patent that any stream names. Each stream writes its own columns, so that the order in which
-- streams arrive does not matter; a row without recorded_on is a stub and counts nowhere.
-- A datemultirange holds the days on which a state stands; what is said later holds from its day on.
CREATE TABLE dossier (
    patent text PRIMARY KEY,
    -- stream inventory
    writer text,
    home text,
    institution text,
    institution_name text,
    institution_kind text,
    patent_type text,
    title text,
    generated boolean NOT NULL DEFAULT false,
    filing_date date,
    grant_date date,
    expires_on date,
    recorded_on date,
    inventoried datemultirange NOT NULL DEFAULT '{}',
    used datemultirange NOT NULL DEFAULT '{}',
    away datemultirange NOT NULL DEFAULT '{}',
    status text NOT NULL DEFAULT 'in_force',
    status_since date,
    flags text [] NOT NULL DEFAULT '{}',
    in_force datemultirange NOT NULL DEFAULT '{(,)}',
    -- stream evaluation
    self_grade text,
    self_evaluated_on date,
    self_good datemultirange NOT NULL DEFAULT '{}',
    listed datemultirange NOT NULL DEFAULT '{}',
    evaluated datemultirange NOT NULL DEFAULT '{}',
    -- stream matching
    contacted_on date,
    deals date [] NOT NULL DEFAULT '{}',
    -- stream filing
    licensed_on date,
    filed date [] NOT NULL DEFAULT '{}',
    filed_on_time date [] NOT NULL DEFAULT '{}',
    industrialized_on date,
    CONSTRAINT dossier_place CHECK (
        recorded_on IS NULL
        OR num_nulls(home, institution, institution_kind, patent_type, title) = 0
    )
) WITH (fillfactor = 80);
CREATE INDEX dossier_institution ON dossier (institution, patent);
CREATE INDEX dossier_stub ON dossier (patent) WHERE recorded_on IS NULL;

-- What changed on each day; a figure at a day is the sum up to and including that day.
CREATE TABLE census (
    day date NOT NULL,
    jurisdiction text NOT NULL,
    institution text NOT NULL,
    institution_kind text NOT NULL,
    patent_type text NOT NULL,
    measure text NOT NULL,
    delta integer NOT NULL,
    PRIMARY KEY (institution, day, measure, patent_type, jurisdiction, institution_kind)
);
CREATE INDEX census_jurisdiction ON census (jurisdiction, day);
CREATE INDEX census_void ON census (delta) WHERE delta = 0;

-- The same by month and without institutions, so that a figure at any past day adds up few rows.
CREATE TABLE census_month (
    month date NOT NULL,
    jurisdiction text NOT NULL,
    institution_kind text NOT NULL,
    patent_type text NOT NULL,
    measure text NOT NULL,
    delta integer NOT NULL,
    PRIMARY KEY (month, jurisdiction, measure, patent_type, institution_kind)
);
CREATE INDEX census_month_void ON census_month (delta) WHERE delta = 0;

-- Every event of a patent, as its time line shows it.
CREATE TABLE patent_event (
    patent text NOT NULL,
    stream text NOT NULL,
    writer text NOT NULL,
    sequence bigint NOT NULL,
    event_id uuid NOT NULL,
    type text NOT NULL,
    at timestamptz NOT NULL,
    day date NOT NULL,
    summary jsonb NOT NULL,
    PRIMARY KEY (patent, stream, writer, sequence),
    CONSTRAINT patent_event_summary CHECK (pg_column_size(summary) <= 8000)
);
CREATE INDEX patent_event_at ON patent_event (at);

CREATE TABLE enterprise (
    enterprise text NOT NULL,
    writer text NOT NULL,
    name text NOT NULL,
    home text NOT NULL,
    kinds text [] NOT NULL,
    registered_on date NOT NULL,
    generated boolean NOT NULL,
    PRIMARY KEY (enterprise, writer)
);

-- What writers say that their topics hold, day by day.
CREATE TABLE stated_digest (
    topic text NOT NULL,
    day date NOT NULL,
    writer text NOT NULL,
    events bigint NOT NULL,
    fold numeric(20) NOT NULL,
    as_of timestamptz NOT NULL,
    PRIMARY KEY (topic, day)
);

-- migrate:down
