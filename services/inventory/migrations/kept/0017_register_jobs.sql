-- migrate:up

-- Files of register lines are jobs as files of stock are: `new` and `unchanged` count lines, those that stood already
-- being unchanged, and `rights_changed` the rights whose state is another now.
ALTER TABLE import_job
ADD COLUMN holds text NOT NULL DEFAULT 'stock' CHECK (holds IN ('stock', 'register')),
ADD COLUMN rights_changed bigint NOT NULL DEFAULT 0;

INSERT INTO import_job (
    id, file_name, path, bytes, fingerprint, subject, sender, jurisdiction, today, holds, state, header, rows, next_row,
    handled, new, unchanged, refused, problems, rights_changed, sent_at, recognized_at, finished_at
)
SELECT
    id, file_name, '', 0, '', subject, sender, 'cn', (sent_at AT TIME ZONE 'Asia/Shanghai')::date, 'register', 'done',
    header, rows, rows, rows, new, known, refused, 0, changed, sent_at, sent_at, sent_at
FROM register_upload;
INSERT INTO import_refused_row (job, row_number, cells) SELECT upload, row_number, cells FROM register_refused_row;
INSERT INTO import_problem (job, row_number, place, column_name, value, rule, parts)
SELECT upload, row_number, place - 1, problem ->> 0, problem ->> 1, problem ->> 2, problem -> 3
FROM register_refused_row, jsonb_array_elements(problems::jsonb) WITH ORDINALITY AS found (problem, place);
UPDATE import_job SET problems = (SELECT count(*) FROM import_problem WHERE job = id) WHERE holds = 'register';

-- squawk-ignore ban-drop-table -- what stood in them stands in the jobs now
DROP TABLE register_refused_row, register_upload;

-- migrate:down
