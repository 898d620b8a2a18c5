-- Runs that ended on a day and did not succeed: 4 FAILED, 5 CANCELLED, 6 SKIPPED. dead: 1 a dead letter, 0 none.
CREATE TABLE IF NOT EXISTS {table} (
    id {key},
    namespace {name} NOT NULL,
    job {name} NOT NULL,
    status {number} NOT NULL,
    scheduled_at {number} NOT NULL,
    dead {number} NOT NULL,
    dead_reason {name},
    compensated_by {number},
    rerun_by {number},
    discarded_at {number},
    body {bytes} NOT NULL
);

CREATE INDEX IF NOT EXISTS {table}_by_status ON {table} (namespace, status, dead, scheduled_at{then_id});
CREATE INDEX IF NOT EXISTS {table}_by_job ON {table} (namespace, job, status, dead, scheduled_at{then_id});
