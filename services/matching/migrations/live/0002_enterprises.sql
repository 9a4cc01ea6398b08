-- migrate:up

CREATE TABLE enterprise (
    enterprise text PRIMARY KEY,
    writer text NOT NULL,
    name text NOT NULL,
    home text NOT NULL,
    kinds text[] NOT NULL CHECK (cardinality(kinds) > 0),
    industries text[] NOT NULL,
    profile text NOT NULL,
    registered_on date NOT NULL,
    generated boolean NOT NULL,
    document tsvector NOT NULL
) WITH (toast_tuple_target = 512);

CREATE INDEX enterprise_document ON enterprise USING gin (document) WITH (gin_pending_list_limit = 1024);
CREATE INDEX enterprise_home ON enterprise (home, enterprise);

-- migrate:down
