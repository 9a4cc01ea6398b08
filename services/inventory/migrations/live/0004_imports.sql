-- migrate:up

-- The files that changed what stands here, by the id of their import: events carry it as their correlation.
ALTER TABLE patent ADD COLUMN imports text [] NOT NULL DEFAULT '{}';

-- migrate:down
