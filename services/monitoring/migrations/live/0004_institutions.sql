-- migrate:up

-- What the register of institutions says of each: stream institutions.
CREATE TABLE institution_event (
    institution text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    sequence bigint NOT NULL,
    type text NOT NULL,
    day date NOT NULL,
    said jsonb NOT NULL,
    PRIMARY KEY (institution, writer, sequence)
);

-- migrate:down
