-- migrate:up

-- How an institution's records are reviewed; its office chooses. Without a row: inventor, institution.
CREATE TABLE review_route (
    institution text COLLATE "C" PRIMARY KEY,
    route text NOT NULL CHECK (route IN ('colleges', 'direct', 'office')),
    chosen_by text NOT NULL,
    chosen_at timestamptz NOT NULL DEFAULT now()
);

-- The colleges of an institution.
CREATE TABLE college (
    institution text COLLATE "C" NOT NULL,
    code text COLLATE "C" NOT NULL,
    name text NOT NULL CHECK (name <> ''),
    is_closed boolean NOT NULL DEFAULT false,
    PRIMARY KEY (institution, code)
);

-- To which college a record is put, and whose account fills it in.
CREATE TABLE responsibility (
    patent text COLLATE "C" PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    college text COLLATE "C",
    subject text,
    name text NOT NULL DEFAULT ''
);
CREATE INDEX responsibility_college ON responsibility (institution, college, patent);

-- Who did what when on a record: accounts by subject and name, no contact data.
CREATE TABLE review_step (
    patent text COLLATE "C" NOT NULL,
    place bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL DEFAULT now(),
    move text NOT NULL,
    stage text NOT NULL,
    subject text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (patent, place)
);

-- Which review a submitted draft waits for, who sent one back last, and until when the present step is to be done.
ALTER TABLE draft ADD COLUMN at_college boolean NOT NULL DEFAULT false;
ALTER TABLE draft ADD COLUMN returned_by text NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN due_on date;
UPDATE draft SET returned_by = 'institution' WHERE return_reason <> '';
-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX draft_returned ON draft (institution, patent) WHERE returned_by <> '';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX draft_due ON draft (due_on, patent) WHERE due_on IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX draft_due_institution ON draft (institution, due_on, patent) WHERE due_on IS NOT NULL;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX draft_due_home ON draft (home, due_on, patent) WHERE due_on IS NOT NULL;

-- migrate:down
