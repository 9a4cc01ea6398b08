-- migrate:up

-- Titles as stocktaking has them: a deal keeps its patent's title when the patent leaves the library. Not remembered
-- from the library, whose stream is compacted: a rebuild would no longer hear of an entry that was taken out.
CREATE TABLE patent_title (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    title text NOT NULL,
    PRIMARY KEY (patent, writer)
);

-- migrate:down
