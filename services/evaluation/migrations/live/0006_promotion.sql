-- migrate:up

-- Who assigns a measure, who does it and who closes it may speak through different writers, whose streams come in any
-- order: each step has a table of its own, and of two writers the greater stands.
CREATE TABLE promotion_assignment (
    patent text NOT NULL,
    assignment text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    measure text NOT NULL,
    tier text NOT NULL,
    assigner text NOT NULL,
    assignee text NOT NULL,
    note text NOT NULL,
    assigned_on date NOT NULL,
    due_on date NOT NULL,
    rules text NOT NULL,
    PRIMARY KEY (patent, assignment)
);
CREATE INDEX promotion_assignment_to_do ON promotion_assignment (assignee, due_on, assignment);
CREATE INDEX promotion_assignment_given ON promotion_assignment (assigner, due_on, assignment);

CREATE TABLE promotion_acceptance (
    patent text NOT NULL,
    assignment text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    accepted_on date NOT NULL,
    PRIMARY KEY (patent, assignment)
);

CREATE TABLE promotion_report (
    patent text NOT NULL,
    assignment text COLLATE "C" NOT NULL,
    report text COLLATE "C" NOT NULL,
    note text NOT NULL,
    reported_on date NOT NULL,
    PRIMARY KEY (patent, assignment, report)
);

CREATE TABLE promotion_closing (
    patent text NOT NULL,
    assignment text COLLATE "C" NOT NULL,
    writer text COLLATE "C" NOT NULL,
    outcome text NOT NULL,
    result text NOT NULL,
    closed_on date NOT NULL,
    PRIMARY KEY (patent, assignment)
);

-- migrate:down
