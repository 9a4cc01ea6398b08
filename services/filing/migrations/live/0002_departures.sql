-- migrate:up

-- Since when a registered transfer has had the right elsewhere.
ALTER TABLE patent_right ADD COLUMN away_on date;

-- migrate:down
