-- migrate:up

-- How fast the present run of an import is; and what of the file belongs to the dynamic inventory.
ALTER TABLE import_job
ADD COLUMN storing_since timestamptz,
ADD COLUMN storing_from bigint NOT NULL DEFAULT 0,
ADD COLUMN dynamic bigint NOT NULL DEFAULT 0;

-- migrate:down
