-- Where the runs of a day's pages are, by their ids, by job and by namespace: blocks of entries. Those of one segment are in one order,
-- and none overlaps another.
CREATE TABLE IF NOT EXISTS {table} (
    number {serial},
    segment {number} NOT NULL,
    first_entry {entry} NOT NULL,
    body {bytes} NOT NULL
);

CREATE UNIQUE INDEX IF NOT EXISTS {table}_in_order ON {table} (segment, first_entry);

-- It is packed already: to compress it costs more than the database's other work on it.
{if_compressing}ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL;
