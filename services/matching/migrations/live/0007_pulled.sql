-- migrate:up

-- What an entry says since it is graded, put to a ministry and suspended; and when it was last said.
ALTER TABLE library_entry ADD COLUMN tier text;
ALTER TABLE library_entry ADD COLUMN ministry text;
ALTER TABLE library_entry ADD COLUMN suspended_for text [] NOT NULL DEFAULT '{}';
ALTER TABLE library_entry ADD COLUMN said_at timestamptz NOT NULL DEFAULT '2024-01-26';

-- migrate:down
