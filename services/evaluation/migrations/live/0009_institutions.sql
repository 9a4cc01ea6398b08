-- migrate:up

-- What keeps an institution from acting, by each writer that said so: stream institutions.
CREATE TABLE institution_standing (
    institution text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    suspended_on date,
    merged_on date,
    PRIMARY KEY (institution, writer)
);

-- migrate:down
