-- migrate:up

-- Who supervises it; null where nobody said.

ALTER TABLE institution ADD COLUMN ministry text;

-- migrate:down
