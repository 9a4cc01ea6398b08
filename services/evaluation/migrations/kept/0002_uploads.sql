-- migrate:up

-- What a provincial office sent in, as counts, and the rows that it gets back to mend.
CREATE TABLE kept.evaluation_upload (
    upload uuid PRIMARY KEY,
    jurisdiction text NOT NULL,
    file_name text NOT NULL,
    accepted integer NOT NULL,
    unchanged integer NOT NULL,
    refused integer NOT NULL,
    returned text NOT NULL,
    uploaded_by text NOT NULL,
    uploaded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX evaluation_upload_latest ON kept.evaluation_upload (jurisdiction, uploaded_at DESC);

-- migrate:down
