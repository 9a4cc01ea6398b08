-- migrate:up

-- What is wrong with each refused row, so that the outcome of a file can be seen again.
ALTER TABLE kept.evaluation_upload ADD COLUMN problems jsonb NOT NULL DEFAULT '[]';

-- migrate:down
