-- Parts of the runs that were made on a day, alive and ended: 0 PENDING to 6 SKIPPED. They are found by their run, stand in no list
-- of others, and stay for as long as any run of that day has parts to show. The body is a StoredRun.
CREATE TABLE IF NOT EXISTS {table} (
    id {key},
    whole_id {number} NOT NULL,
    part_index {number} NOT NULL,
    namespace {name} NOT NULL,
    job {name} NOT NULL,
    job_id {number} NOT NULL,
    status {number} NOT NULL,
    scheduled_at {number} NOT NULL,
    due_at {number} NOT NULL,
    body {bytes} NOT NULL
);

CREATE INDEX IF NOT EXISTS {table}_by_whole ON {table} (whole_id, part_index);
