-- migrate:up

-- All but annuities are few, and so may be those whose payments are known: their lists do not read through the others.
-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX deadline_rare ON deadline (clock, due_on, patent, mark) WHERE clock <> 'annuity';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX deadline_tracked ON deadline (due_on, patent, clock, mark) WHERE is_tracked;

-- migrate:down
