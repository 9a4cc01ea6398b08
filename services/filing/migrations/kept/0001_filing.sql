-- migrate:up

-- Filing numbers are handed out once: a replay reads them from the events and never draws one here.
CREATE TABLE kept.filing_counter (
    year integer PRIMARY KEY,
    last integer NOT NULL CHECK (last > 0)
);

-- What an office submitted, word for word; addresses are asked for by article 9 and stay out of the events.
CREATE TABLE kept.application (
    event_id uuid PRIMARY KEY,
    patent text NOT NULL,
    deal text NOT NULL,
    submitted_at timestamptz NOT NULL,
    submitted_by text NOT NULL,
    content jsonb NOT NULL
);
CREATE INDEX application_deal ON kept.application (patent, deal);

-- migrate:down
