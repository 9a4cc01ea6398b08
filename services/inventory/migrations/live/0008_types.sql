-- migrate:up

-- Lists by type, with a state or a jurisdiction: the rare ones are counted without a look at every record.
-- squawk-ignore require-concurrent-index-creation -- the service waits for its schema
CREATE INDEX patent_type ON patent (patent_type, state, home);

-- migrate:down
