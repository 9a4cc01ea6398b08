-- migrate:up

-- People with accounts; the subject is the `sub` of their tokens. Contacts are sealed (AES-GCM) under CONTACT_KEY;
-- the mark beside each is an HMAC under it, by which a number is found without opening any.
CREATE TABLE person (
    subject text COLLATE "C" PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    role text NOT NULL CHECK (role IN ('inventor', 'college')),
    name text NOT NULL CHECK (name <> ''),
    -- The name without what spellings of it differ in.
    plain_name text COLLATE "C" NOT NULL,
    gender text CHECK (gender IN ('female', 'male')),
    rank text NOT NULL,
    status text NOT NULL CHECK (status IN ('serving', 'student', 'retired', 'left')),
    college text COLLATE "C",
    mobile bytea,
    mobile_mark bytea UNIQUE,
    email bytea,
    email_mark bytea UNIQUE,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (role <> 'college' OR college IS NOT NULL)
);
CREATE INDEX person_name ON person (institution, plain_name, subject);

-- Each look at a contact that is otherwise masked: who, when, at whose, why.
CREATE TABLE contact_reveal (
    place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person text COLLATE "C" NOT NULL,
    institution text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    subject text NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    purpose text NOT NULL CHECK (purpose IN ('page', 'accounts', 'refused')),
    reason text NOT NULL DEFAULT ''
);
CREATE INDEX contact_reveal_institution ON contact_reveal (institution, place);
CREATE INDEX contact_reveal_person ON contact_reveal (person, place);

-- Files of people that were sent, and what became of their rows.
CREATE TABLE person_upload (
    id uuid PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    college text COLLATE "C",
    file_name text NOT NULL,
    sender text NOT NULL,
    header text [] NOT NULL,
    new integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    unchanged integer NOT NULL DEFAULT 0,
    refused integer NOT NULL DEFAULT 0,
    sent_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX person_upload_newest ON person_upload (institution, sent_at DESC);

-- Its refused rows. They hold contacts: the cells are sealed, the values in the problems masked.
CREATE TABLE person_refused_row (
    upload uuid NOT NULL REFERENCES person_upload (id) ON DELETE CASCADE,
    row_number bigint NOT NULL,
    cells bytea NOT NULL,
    problems text NOT NULL,
    PRIMARY KEY (upload, row_number)
);

-- What the rule found for a patent last: who fills in and why, or the name that somebody has to settle.
CREATE TABLE inventor_match (
    patent text COLLATE "C" PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    basis text NOT NULL,
    name text NOT NULL,
    person text COLLATE "C",
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inventor_match_open ON inventor_match (institution, basis, patent) WHERE person IS NULL;

-- Of several people of one name, the one on this patent, as somebody settled it; without a person: none of them.
CREATE TABLE inventor_identity (
    patent text COLLATE "C" NOT NULL,
    plain_name text COLLATE "C" NOT NULL,
    person text COLLATE "C",
    settled_by text NOT NULL,
    settled_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (patent, plain_name)
);

-- Who fills in for somebody, from day to day; without a patent: all of their records.
CREATE TABLE delegation (
    id uuid PRIMARY KEY,
    institution text COLLATE "C" NOT NULL,
    patent text COLLATE "C",
    from_subject text COLLATE "C" NOT NULL,
    to_subject text COLLATE "C" NOT NULL,
    starts_on date NOT NULL,
    ends_on date NOT NULL CHECK (ends_on >= starts_on),
    reason text NOT NULL CHECK (reason <> ''),
    made_by text NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    ended_by text NOT NULL DEFAULT '',
    CHECK (from_subject <> to_subject)
);
CREATE INDEX delegation_institution ON delegation (institution, made_at DESC, id);
CREATE INDEX delegation_from ON delegation (from_subject) WHERE ended_at IS NULL;
CREATE INDEX delegation_to ON delegation (to_subject) WHERE ended_at IS NULL;

-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX responsibility_subject ON responsibility (subject, patent) WHERE subject IS NOT NULL;

-- migrate:down
