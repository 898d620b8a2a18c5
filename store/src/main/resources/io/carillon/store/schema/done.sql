-- Runs that succeeded on a day, many in a row: a page. The id is the first one's, the body a StoredPage.
CREATE TABLE IF NOT EXISTS {table} (
    id {key},
    runs {number} NOT NULL,
    body {bytes} NOT NULL
);

-- It is packed already: to compress it costs more than the database's other work on it.
{if_compressing}ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL;
