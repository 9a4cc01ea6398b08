-- migrate:up

-- What the office calls a batch; on one day there may be several.
ALTER TABLE commission_batch ADD COLUMN name text NOT NULL DEFAULT '';

-- migrate:down
