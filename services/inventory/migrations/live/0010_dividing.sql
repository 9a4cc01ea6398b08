-- migrate:up

-- How a list divides is counted in the index that finds it, without a look at each of its wide records.
-- squawk-ignore require-concurrent-index-deletion -- the service waits for its schema
DROP INDEX patent_institution, patent_home, patent_type;
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX patent_institution ON patent (institution, number) INCLUDE (writer, state, patent_type, home);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX patent_home ON patent (home, number) INCLUDE (writer, state, patent_type);
-- squawk-ignore require-concurrent-index-creation
CREATE INDEX patent_type ON patent (patent_type, state, home) INCLUDE (number, writer);

-- migrate:down
