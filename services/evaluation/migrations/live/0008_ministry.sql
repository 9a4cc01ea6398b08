-- migrate:up

-- Who supervises the institution, as its stocktaking record says.
ALTER TABLE dossier ADD COLUMN ministry text;

-- migrate:down
