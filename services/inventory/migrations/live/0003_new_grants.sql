-- migrate:up

-- Patents granted after the stock was closed and not inventoried yet: each has a clock from its grant.
-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX patent_new_grant ON patent (grant_date, number)
WHERE state <> 'inventoried' AND grant_date > '2023-12-31';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX patent_new_grant_institution ON patent (institution, grant_date, number)
WHERE state <> 'inventoried' AND grant_date > '2023-12-31';
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX patent_new_grant_home ON patent (home, grant_date, number)
WHERE state <> 'inventoried' AND grant_date > '2023-12-31';

-- migrate:down
