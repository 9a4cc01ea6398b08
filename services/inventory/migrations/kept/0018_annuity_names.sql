-- migrate:up

-- Who noted a payment, as the page of a patent's annuities shows it.
ALTER TABLE annuity_note ADD COLUMN noted_name text NOT NULL DEFAULT '';

-- migrate:down
