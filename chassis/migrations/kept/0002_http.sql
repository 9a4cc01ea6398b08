-- migrate:up

-- The same request twice: the answer to the first, kept for a week. Its absence means that it never committed.
CREATE TABLE idempotency (
    subject text NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
    fingerprint bytea NOT NULL,
    status smallint,
    headers text,
    body bytea,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, key)
);
CREATE INDEX idempotency_at ON idempotency (at);

-- Who did what. Each entry carries the hash of the one before it; nothing is ever changed or removed.
CREATE TABLE audit (
    number bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    organization text,
    action text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    previous bytea NOT NULL CHECK (length(previous) = 32),
    hash bytea NOT NULL CHECK (length(hash) = 32)
);
CREATE INDEX audit_subject ON audit (subject, number);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- migrate:down
