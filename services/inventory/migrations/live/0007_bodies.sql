-- migrate:up

-- The register of institutions as its writers' facts leave it: stream institutions, folded. A body that only imports
-- named has no row, and one of which something was said before it was admitted has no name yet.
CREATE TABLE body (
    code text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    name text,
    kind text,
    ministry text,
    former_names text [] NOT NULL DEFAULT '{}',
    admitted_on date,
    suspended_on date,
    suspended_for text NOT NULL DEFAULT '',
    merged_into text,
    merged_on date,
    PRIMARY KEY (code, writer)
);
CREATE INDEX body_former_names ON body USING gin (former_names);
CREATE INDEX body_merged ON body (merged_into) WHERE merged_into IS NOT NULL;

-- migrate:down
