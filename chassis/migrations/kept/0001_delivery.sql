-- migrate:up

-- Rules 6 and 7: said, and not yet acknowledged by the log.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic text NOT NULL,
    key bytea NOT NULL,
    value bytea,
    headers text NOT NULL,
    day date NOT NULL,
    fold numeric(20) NOT NULL,
    said_at timestamptz NOT NULL DEFAULT now()
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);

CREATE FUNCTION wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('outbox', '');
    RETURN NULL;
END
$$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON outbox FOR EACH STATEMENT EXECUTE FUNCTION wake_relay();

-- What the log itself declared: holes, losses, recreated topics; and what operators did about it.
CREATE TABLE incident (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    from_offset bigint NOT NULL,
    to_offset bigint NOT NULL,
    first_at timestamptz NOT NULL DEFAULT now(),
    last_at timestamptz NOT NULL DEFAULT now(),
    times bigint NOT NULL DEFAULT 1,
    UNIQUE (kind, topic, partition)
);

-- One row: while it is blown (too much is buried) or held (an operator's rebuild), no member reads on.
CREATE TABLE fuse (
    is_the_one boolean PRIMARY KEY DEFAULT true CHECK (is_the_one),
    blown_at timestamptz,
    reason text,
    held_until timestamptz
);
INSERT INTO fuse DEFAULT VALUES;

-- migrate:down
