-- migrate:up

-- The form as it stood when it was last judged or taken back: what is submitted next is compared with it.
-- Seen by the institution alone.
CREATE TABLE earlier_form (
    patent text COLLATE "C" PRIMARY KEY,
    institution text NOT NULL,
    at timestamptz NOT NULL,
    move text NOT NULL,
    remarks jsonb NOT NULL,
    answers jsonb,
    funding jsonb
);

-- migrate:down
