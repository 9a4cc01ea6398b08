-- migrate:up

-- What an institution's office says that it paid: its own word, no register's.
CREATE TABLE annuity_note (
    patent text COLLATE "C" NOT NULL,
    year integer NOT NULL CHECK (year BETWEEN 2 AND 40),
    paid_on date NOT NULL,
    noted_by text NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (patent, year)
);

-- What is near or has just passed, reckoned by the clocks; made anew by each round of them.
CREATE TABLE deadline (
    patent text COLLATE "C" NOT NULL,
    clock text COLLATE "C" NOT NULL,
    mark text COLLATE "C" NOT NULL,
    due_on date NOT NULL,
    year integer,
    is_tracked boolean NOT NULL,
    institution text NOT NULL,
    home text NOT NULL,
    PRIMARY KEY (patent, clock, mark)
);
CREATE INDEX deadline_nearest ON deadline (due_on, patent, clock, mark);
CREATE INDEX deadline_institution ON deadline (institution, due_on, patent, clock, mark);
CREATE INDEX deadline_home ON deadline (home, due_on, patent, clock, mark);

-- How far the present round of the clocks has come; whoever holds the row goes on with it.
CREATE TABLE clock_round (
    name text PRIMARY KEY,
    after_patent text COLLATE "C" NOT NULL DEFAULT '',
    day date,
    -- How many rights it has looked at: a longer round is gone less often.
    rights bigint NOT NULL DEFAULT 0,
    ended_at timestamptz
);
INSERT INTO clock_round (name) VALUES ('deadlines');

-- migrate:down
