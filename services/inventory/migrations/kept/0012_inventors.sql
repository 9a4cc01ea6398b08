-- migrate:up

-- Names on a patent, as files say them: to find who fills its record in. Kept inside, in no event.
CREATE TABLE inventors (
    patent text COLLATE "C" PRIMARY KEY,
    names text [] NOT NULL,
    -- The same without what spellings of one name differ in.
    plain_names text [] NOT NULL
);

-- migrate:down
