-- migrate:up

-- The resource library, as evaluation's compacted stream has it. One row is narrow: the texts and the search document
-- stand out of line, so that counting facets over thousands of rows reads few pages.
CREATE TABLE library_entry (
    patent text PRIMARY KEY,
    writer text NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    institution_name text NOT NULL,
    title text NOT NULL,
    patent_type text NOT NULL,
    filing_date date NOT NULL,
    expires_on date NOT NULL,
    listed_on date NOT NULL,
    maturity text,
    self_grade text,
    accepted_modes text[] NOT NULL,
    ipc text[] NOT NULL,
    ipc_classes text[] NOT NULL,
    industries text[] NOT NULL,
    asking_price numeric(18, 2),
    evaluations integer NOT NULL CHECK (evaluations >= 0),
    favorable_evaluations integer NOT NULL CHECK (favorable_evaluations BETWEEN 0 AND evaluations),
    generated boolean NOT NULL,
    keywords text[] NOT NULL,
    abstract text NOT NULL,
    scenario text NOT NULL,
    document tsvector NOT NULL
) WITH (toast_tuple_target = 512);

ALTER TABLE library_entry ALTER COLUMN document SET STATISTICS 300;
CREATE INDEX library_entry_document ON library_entry USING gin (document) WITH (gin_pending_list_limit = 1024);
CREATE INDEX library_entry_newest ON library_entry (listed_on DESC, patent);
CREATE INDEX library_entry_longest ON library_entry (expires_on DESC, patent);

-- The register's present view of a right, where it said one (inventory's LegalStatusChanged).
CREATE TABLE legal_status (
    patent text PRIMARY KEY,
    status text NOT NULL,
    flags text[] NOT NULL,
    effective_on date NOT NULL,
    expires_on date
);

-- migrate:down
