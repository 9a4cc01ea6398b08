-- migrate:up

-- What institutions decided not to put into the library: a writer's last word, gone once it puts the patent in.
CREATE TABLE withholding (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    reason text NOT NULL,
    note text NOT NULL,
    withheld_on date NOT NULL,
    PRIMARY KEY (patent, writer)
);
CREATE INDEX withholding_of_home ON withholding (home, patent);

-- migrate:down
