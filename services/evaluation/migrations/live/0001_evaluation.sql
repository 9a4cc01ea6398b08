-- migrate:up

-- Each stream owns its tables, and of two writers that claim one key the greater code stands (a province's own system
-- before the national platform): so whatever the order in which streams arrive, the tables end the same.

-- Stream inventory. A row without a host is a stub: something was said of a patent whose record has not come yet.
CREATE TABLE dossier (
    patent text PRIMARY KEY,
    host text COLLATE "C",
    home text,
    institution text,
    institution_name text,
    title text,
    abstract text,
    patent_type text,
    filing_date date,
    expires_on date,
    ipc jsonb NOT NULL DEFAULT '[]',
    is_generated boolean NOT NULL DEFAULT false,
    is_inventoried boolean NOT NULL DEFAULT false,
    annotated_on date,
    implementation text,
    accepted_modes jsonb NOT NULL DEFAULT '[]',
    asking_price numeric(18, 2),
    maturity text,
    self_grade text,
    scenario text NOT NULL DEFAULT '',
    industries jsonb NOT NULL DEFAULT '[]',
    keywords jsonb NOT NULL DEFAULT '[]',
    CHECK ((host IS NULL) = (title IS NULL)),
    CHECK (NOT is_inventoried OR annotated_on IS NOT NULL)
);
CREATE INDEX dossier_of_institution ON dossier (institution, patent) WHERE is_inventoried;

CREATE TABLE register_view (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    status text NOT NULL,
    flags jsonb NOT NULL,
    effective_on date NOT NULL,
    expires_on date,
    cause text NOT NULL,
    PRIMARY KEY (patent, writer)
);

-- Stream enterprises.
CREATE TABLE enterprise (
    enterprise text PRIMARY KEY,
    writer text COLLATE "C" NOT NULL,
    name text NOT NULL,
    home text NOT NULL,
    kinds jsonb NOT NULL
);

-- Stream matching.
CREATE TABLE subscription (
    patent text NOT NULL,
    enterprise text NOT NULL,
    subscribed_on date NOT NULL,
    PRIMARY KEY (patent, enterprise)
);

CREATE TABLE signed_deal (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    deal text NOT NULL,
    enterprise text NOT NULL,
    mode text NOT NULL,
    signed_on date NOT NULL,
    effective_on date NOT NULL,
    PRIMARY KEY (patent, writer, deal)
);

-- Stream filing.
CREATE TABLE filed_license (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    filing_number text NOT NULL,
    enterprise text NOT NULL,
    kind text NOT NULL,
    term_from date NOT NULL,
    term_to date NOT NULL,
    filed_on date NOT NULL,
    PRIMARY KEY (patent, writer, filing_number)
);

-- Stream evaluation: what was decided here, and copies of what other writers decided.
CREATE TABLE self_evaluation (
    patent text PRIMARY KEY,
    writer text COLLATE "C" NOT NULL,
    grade text NOT NULL,
    maturity text NOT NULL,
    scenario text NOT NULL,
    industries jsonb NOT NULL,
    reasons text NOT NULL,
    evaluated_on date NOT NULL,
    method text NOT NULL
);

CREATE TABLE listing (
    patent text PRIMARY KEY,
    writer text COLLATE "C" NOT NULL,
    is_listed boolean NOT NULL,
    accepted_modes jsonb NOT NULL DEFAULT '[]',
    listed_on date,
    delisted_on date,
    reason text,
    note text NOT NULL DEFAULT '',
    CHECK (NOT is_listed OR listed_on IS NOT NULL),
    CHECK (is_listed = (reason IS NULL))
);
CREATE INDEX listing_in_library ON listing (patent) WHERE is_listed;

-- One row for each enterprise, patent and writer: the later evaluation replaces the earlier.
CREATE TABLE enterprise_evaluation (
    patent text NOT NULL,
    enterprise text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    evaluation text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise_name text NOT NULL,
    prospect text NOT NULL,
    confidence text NOT NULL,
    improvement_need text NOT NULL,
    cooperation jsonb NOT NULL,
    opinion text NOT NULL,
    evaluated_on date NOT NULL,
    valid_until date NOT NULL,
    PRIMARY KEY (patent, enterprise, writer)
);
CREATE INDEX enterprise_evaluation_recent ON enterprise_evaluation (evaluated_on DESC, evaluation DESC);
CREATE INDEX enterprise_evaluation_received
ON enterprise_evaluation (institution, evaluated_on DESC, evaluation DESC);
CREATE INDEX enterprise_evaluation_given
ON enterprise_evaluation (enterprise, evaluated_on DESC, evaluation DESC);

-- migrate:down
