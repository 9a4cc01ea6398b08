-- migrate:up

-- The stock base library: this installation's records, and copies of what other writers say, which stay theirs.
CREATE TABLE patent (
    number text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    institution_name text NOT NULL,
    institution_kind text NOT NULL,
    title text NOT NULL,
    abstract text NOT NULL,
    patent_type text NOT NULL,
    publication_number text,
    filing_date date NOT NULL,
    grant_date date,
    expires_on date NOT NULL,
    ipc text [] NOT NULL,
    locarno text,
    co_patentees text [] NOT NULL,
    generated boolean NOT NULL,
    implementation text NOT NULL,
    accepted_modes text [] NOT NULL,
    asking_price numeric(18, 2),
    maturity text,
    self_grade text,
    scenario text NOT NULL,
    industries text [] NOT NULL,
    keywords text [] NOT NULL,
    state text NOT NULL CHECK (state IN ('recorded', 'inventoried', 'returned')),
    recorded_on date,
    inventoried_on date,
    revised_on date,
    returned_on date,
    return_reason text,
    -- Words of the title, for search.
    words text [] NOT NULL,
    PRIMARY KEY (number, writer),
    CHECK (state <> 'inventoried' OR inventoried_on IS NOT NULL OR revised_on IS NOT NULL),
    CHECK ((state = 'returned') = (returned_on IS NOT NULL))
);
CREATE INDEX patent_institution ON patent (institution, number);
CREATE INDEX patent_home ON patent (home, number);
CREATE INDEX patent_open ON patent (state, number) WHERE state <> 'inventoried';
CREATE INDEX patent_words ON patent USING gin (words);

-- Register events, each as it was said; the one that took effect last is the present state of the right.
CREATE TABLE legal_event (
    id uuid PRIMARY KEY,
    patent text COLLATE "C" NOT NULL,
    writer text NOT NULL,
    home text NOT NULL,
    status text NOT NULL,
    flags text [] NOT NULL,
    effective_on date NOT NULL,
    expires_on date,
    cause text NOT NULL,
    said_at timestamptz NOT NULL
);
CREATE INDEX legal_event_patent ON legal_event (patent, effective_on, said_at, id);

-- What writers say of a patent in other streams; the first two columns belong to evaluation, the others to filing.
CREATE TABLE outcome (
    patent text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    listed_on date,
    delisted_on date,
    licenses integer NOT NULL DEFAULT 0,
    products integer NOT NULL DEFAULT 0,
    PRIMARY KEY (patent, writer)
);

-- migrate:down
