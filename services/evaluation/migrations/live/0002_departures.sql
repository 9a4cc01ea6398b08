-- migrate:up

-- Rights that a registered transfer took out of their institution, by each writer that said so; one that came back has
-- no row.
CREATE TABLE departure (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    away_on date NOT NULL,
    PRIMARY KEY (patent, writer)
);

-- migrate:down
