-- The attempts that ended on a day and did not end their run well, and results that came too late. The body is a StoredAttempt.
CREATE TABLE IF NOT EXISTS {table} (
    number {serial},
    run_id {number} NOT NULL,
    ended_at {number} NOT NULL,
    body {bytes} NOT NULL
);

CREATE INDEX IF NOT EXISTS {table}_by_run ON {table} (run_id);
