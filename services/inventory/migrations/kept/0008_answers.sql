-- migrate:up

-- Answers to the questions that follow from annotations: seen by the institution alone, in no event.
CREATE TABLE annotation_answer (
    patent text COLLATE "C" PRIMARY KEY,
    institution text NOT NULL,
    implemented_on date,
    counterparty text NOT NULL DEFAULT '',
    contract_number text NOT NULL DEFAULT '',
    amount numeric(18, 2),
    no_intention_reason text NOT NULL DEFAULT '',
    maturity_evidence text NOT NULL DEFAULT '',
    grade_reason text NOT NULL DEFAULT ''
);

-- migrate:down
