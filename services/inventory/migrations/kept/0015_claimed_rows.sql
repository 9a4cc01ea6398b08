-- migrate:up

-- Rows of an import by which a patent was claimed that stands under another body.
ALTER TABLE import_job ADD COLUMN claimed bigint NOT NULL DEFAULT 0;

-- migrate:down
