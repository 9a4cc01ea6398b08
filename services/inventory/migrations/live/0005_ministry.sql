-- migrate:up

-- Who supervises the institution, as the registry knew when the record was said.
ALTER TABLE patent ADD COLUMN ministry text;

-- migrate:down
