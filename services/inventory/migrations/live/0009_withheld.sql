-- migrate:up

-- Why the institution keeps it out of the library; evaluation's, as the first two columns are.
ALTER TABLE outcome ADD COLUMN withheld_for text;

-- migrate:down
