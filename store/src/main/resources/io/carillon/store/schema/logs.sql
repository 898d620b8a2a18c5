-- What attempts said, by the day it was kept: blocks of lines. starts_at and ends_at tell how many bytes the attempt had said before and
-- after them, said how many lines by then. The body is a StoredLines, deflated.
CREATE TABLE IF NOT EXISTS {table} (
    number {serial},
    run_id {number} NOT NULL,
    epoch {number} NOT NULL,
    attempt {number} NOT NULL,
    starts_at {number} NOT NULL,
    ends_at {number} NOT NULL,
    said {number} NOT NULL,
    is_last {number} NOT NULL,
    body {bytes} NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS {table}_in_order ON {table} (run_id, epoch, attempt, starts_at);

-- It is packed already: to compress it costs more than the database's other work on it.
{if_compressing}ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL;
