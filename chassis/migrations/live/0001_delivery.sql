-- migrate:up

-- A topic's number derives from its name, so that it is the same in a rebuilt schema.
CREATE TABLE topic (
    id integer PRIMARY KEY,
    name text NOT NULL UNIQUE
);

-- Rule 2: the truth about how far this service has come; Kafka's committed offsets only show lag.
CREATE TABLE position (
    topic_id integer NOT NULL REFERENCES topic (id),
    partition integer NOT NULL,
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    state text NOT NULL DEFAULT 'reading' CHECK (state IN ('reading', 'lost')),
    PRIMARY KEY (topic_id, partition)
) WITH (fillfactor = 50);

-- Rule 3: the first and last number seen of each key, and the ranges skipped in between (low, high, low, high, ...).
-- No reference to topic: checking it for every key costs a third of taking it in.
CREATE TABLE received (
    topic_id integer NOT NULL,
    key text NOT NULL,
    first bigint NOT NULL,
    last bigint NOT NULL,
    skipped bigint[],
    PRIMARY KEY (topic_id, key)
) WITH (fillfactor = 80);

-- Rule 5: what could not take effect, whole, with its reason.
CREATE TABLE dead_letter (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    key bytea,
    value bytea,
    header_names text[] NOT NULL,
    header_values bytea[] NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    buried_at timestamptz NOT NULL DEFAULT now(),
    records_before bigint NOT NULL,
    closed_at timestamptz,
    closed_as text CHECK (closed_as IN ('redriven', 'discarded')),
    PRIMARY KEY (topic, partition, record_offset),
    CHECK ((closed_at IS NULL) = (closed_as IS NULL))
);
CREATE INDEX dead_letter_open ON dead_letter (buried_at) WHERE closed_at IS NULL;
CREATE INDEX dead_letter_rate ON dead_letter (records_before);

-- Rule 6: the last number given to each key of each stream that this service writes.
CREATE TABLE head (
    stream text NOT NULL,
    key text NOT NULL,
    sequence bigint NOT NULL,
    PRIMARY KEY (stream, key)
) WITH (fillfactor = 80);

-- How many events of a topic took effect here (or were published from here), by Beijing day, and their fold.
CREATE TABLE digest_entry (
    direction text NOT NULL CHECK (direction IN ('sent', 'received')),
    topic text NOT NULL,
    day date NOT NULL,
    events bigint NOT NULL,
    fold numeric(20) NOT NULL,
    PRIMARY KEY (direction, topic, day)
) WITH (fillfactor = 50);

-- migrate:down
