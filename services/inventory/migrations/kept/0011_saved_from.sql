-- migrate:up

-- From which showing of the form a draft was saved last: who saves from it again overwrites nobody.
ALTER TABLE draft ADD COLUMN filled_from text NOT NULL DEFAULT '';

-- migrate:down
