-- migrate:up

-- The first records that a file holds, by number: the page of an import of few rows leads to them.
ALTER TABLE import_job ADD COLUMN records text [] NOT NULL DEFAULT '{}';

-- migrate:down
