-- migrate:up

-- A deal last changed when its license was put on file, not when it was signed before that.
ALTER TABLE deal ALTER COLUMN changed_on SET EXPRESSION AS (coalesce(ended_on, filed_on, signed_on, expressed_on));

-- migrate:down
