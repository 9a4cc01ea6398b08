-- migrate:up

-- Tiers that one person would set against the rules, and what a second person made of it.
CREATE TABLE kept.tier_proposal (
    proposal uuid PRIMARY KEY,
    patent text NOT NULL,
    tier text NOT NULL,
    note text NOT NULL CHECK (note <> ''),
    office text NOT NULL,
    proposed_by text NOT NULL,
    proposed_name text NOT NULL,
    proposed_on date NOT NULL,
    decided_by text,
    decided_on date,
    is_agreed boolean,
    CHECK ((decided_by IS NULL) = (decided_on IS NULL)),
    CHECK ((decided_by IS NULL) = (is_agreed IS NULL)),
    CHECK (is_agreed IS NOT TRUE OR decided_by <> proposed_by)
);
CREATE UNIQUE INDEX tier_proposal_open ON kept.tier_proposal (patent) WHERE decided_by IS NULL;

-- migrate:down
