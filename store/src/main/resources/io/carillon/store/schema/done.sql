-- Runs that succeeded on a day. Neighbouring rows belong to different jobs, so each entry of the index by job lands on a page of its
-- own, among those of one day.
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

CREATE INDEX IF NOT EXISTS {table}_by_time ON {table} (namespace, scheduled_at{then_id});
CREATE INDEX IF NOT EXISTS {table}_by_job ON {table} (namespace, job, scheduled_at{then_id});
