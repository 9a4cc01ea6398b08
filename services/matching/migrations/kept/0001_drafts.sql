-- migrate:up

-- Terms under negotiation: not yet facts, so they stand here and in no stream. A change makes a new version, and
-- signatures hold for the version that was signed.
CREATE TABLE draft (
    deal text PRIMARY KEY,
    version integer NOT NULL CHECK (version > 0),
    terms jsonb NOT NULL,
    drafted_by text NOT NULL,
    drafted_on date NOT NULL
);

CREATE TABLE signature (
    deal text NOT NULL REFERENCES draft (deal),
    side text NOT NULL CHECK (side IN ('institution', 'enterprise')),
    version integer NOT NULL,
    signed_by text NOT NULL,
    signed_on date NOT NULL,
    PRIMARY KEY (deal, side)
);

-- migrate:down
