-- migrate:up

-- What becomes of each enterprise's evaluation: it counts while it is valid, but not between an objection and the
-- review that dismisses it, and never again where the objection is upheld. Evaluation, objection and review write
-- columns of their own, so that it does not matter which of them comes first.
CREATE TABLE enterprise_view (
    patent text NOT NULL,
    evaluation text NOT NULL,
    evaluated_on date,
    valid_until date,
    objected_on date,
    reviewed_on date,
    is_upheld boolean,
    counts datemultirange NOT NULL GENERATED ALWAYS AS (
        CASE WHEN evaluated_on <= valid_until THEN datemultirange(daterange(evaluated_on, valid_until, '[]'))
            ELSE '{}' END
        - CASE WHEN objected_on IS NULL THEN '{}'
            WHEN is_upheld IS FALSE THEN datemultirange(daterange(objected_on, greatest(reviewed_on, objected_on)))
            ELSE datemultirange(daterange(objected_on, NULL)) END
    ) STORED,
    PRIMARY KEY (patent, evaluation)
);

-- migrate:down
