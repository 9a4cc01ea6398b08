-- migrate:up

-- Stream experts. A row without an enterprise is a stub: another writer's copy may bring a key's later events alone.
CREATE TABLE expert (
    expert text PRIMARY KEY,
    home text NOT NULL,
    enterprise text,
    enterprise_name text,
    organization text,
    fields jsonb NOT NULL DEFAULT '[]',
    ipc jsonb NOT NULL DEFAULT '[]',
    research text NOT NULL DEFAULT '',
    recommended_on date,
    is_generated boolean NOT NULL DEFAULT false,
    consented_on date,
    admitted_on date,
    retired_on date,
    retired_for text NOT NULL DEFAULT ''
);
CREATE INDEX expert_of_enterprise ON expert (enterprise, expert);

CREATE TABLE commission (
    batch text NOT NULL,
    patent text NOT NULL,
    expert text NOT NULL,
    percent integer NOT NULL,
    seed bigint NOT NULL,
    reason text NOT NULL,
    reason_english text NOT NULL,
    commissioned_on date NOT NULL,
    due_on date NOT NULL,
    recused_on date,
    ground text,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (batch, patent, expert)
);
CREATE INDEX commission_of_expert ON commission (expert, batch, patent);

-- Stream evaluation.
CREATE TABLE expert_evaluation (
    patent text NOT NULL,
    expert text NOT NULL,
    batch text NOT NULL,
    evaluation text NOT NULL,
    prospect text NOT NULL,
    confidence text NOT NULL,
    opinion text NOT NULL,
    evaluated_on date NOT NULL,
    PRIMARY KEY (patent, expert, batch)
);
CREATE INDEX expert_evaluation_of_batch ON expert_evaluation (batch, patent, expert);

-- migrate:down
