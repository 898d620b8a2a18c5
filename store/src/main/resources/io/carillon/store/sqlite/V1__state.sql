-- Instants are microseconds since 1970 in 64 bits. Text that people or programs may have written freely (params, results, errors,
-- keys of requests, definitions) is JSON, in which no control character and no lone surrogate stands unescaped.

CREATE TABLE partitions (
    number INTEGER PRIMARY KEY,
    owner TEXT, -- none since its last owner let go of it
    whole INTEGER NOT NULL, -- 1: whatever its last owner had handed out when it let go is recorded
    epoch INTEGER NOT NULL,
    watermark INTEGER NOT NULL,
    last_id INTEGER NOT NULL
);

-- The last batch of each node, written in the transaction of the batch itself.
CREATE TABLE commits (
    node TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    fenced_out TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE apps (
    name TEXT NOT NULL PRIMARY KEY,
    first_seen_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    partition_number INTEGER NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    deleted INTEGER NOT NULL
);

CREATE UNIQUE INDEX jobs_by_name ON jobs (namespace, name) WHERE deleted = 0;
-- A new owner finds in it all that it needs to find the documents, without a look at the rows.
CREATE INDEX jobs_by_partition ON jobs (partition_number, id, version, deleted) WHERE deleted = 0;

-- Kept for ever, those of deleted jobs too: a run is read with the version that it was made from. The documents of a partition lie
-- together, because a new owner reads all of them: scattered over the table, each would cost it a page. The partition is the one in
-- the job's id.
CREATE TABLE job_versions (
    partition_number INTEGER NOT NULL,
    job_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    paused INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    active_from INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (partition_number, job_id, version)
) WITHOUT ROWID;

-- status: 0 PENDING, 1 SCHEDULED, 2 RUNNING, 3 SUCCEEDED, 4 FAILED, 5 CANCELLED, 6 SKIPPED; phase is the exact state.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    namespace TEXT NOT NULL,
    job TEXT NOT NULL,
    job_id INTEGER NOT NULL,
    job_version INTEGER NOT NULL,
    cause TEXT NOT NULL,
    trigger_number INTEGER,
    run_key TEXT,
    scheduled_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    params TEXT NOT NULL,
    hand_outs INTEGER NOT NULL,
    declined INTEGER NOT NULL,
    status INTEGER NOT NULL,
    phase TEXT NOT NULL,
    attempt_epoch INTEGER,
    attempt_number INTEGER,
    worker TEXT,
    handed_out_at INTEGER,
    started_at INTEGER,
    finished_at INTEGER,
    since_at INTEGER,
    not_before INTEGER,
    error TEXT,
    result TEXT,
    skip_reason TEXT,
    skip_count INTEGER,
    skip_through INTEGER,
    in_the_way INTEGER,
    choice TEXT
);

-- Each of these ends in the run's id, which SQLite appends to every index.
-- Live runs are read in bands of priorities, and without the jobs that have a long backlog: a read passes over the entries of such a
-- job and doesn't look at its rows. A run is in one of the three.
CREATE INDEX runs_live_high ON runs (due_at, id, job_id) WHERE status < 3 AND priority >= 8;
CREATE INDEX runs_live_normal ON runs (due_at, id, job_id) WHERE status < 3 AND priority >= 4 AND priority <= 7;
CREATE INDEX runs_live_low ON runs (due_at, id, job_id) WHERE status < 3 AND priority <= 3;
CREATE INDEX runs_by_status ON runs (namespace, status, scheduled_at);
-- Lists of one job. Neighbouring runs belong to different jobs, so every row of such an index lands on a page of its own; the
-- few that have not succeeded are kept apart, so that a healthy run touches the large index once in its life.
CREATE INDEX runs_by_job_succeeded ON runs (namespace, job, scheduled_at) WHERE status = 3;
CREATE INDEX runs_by_job_other ON runs (namespace, job, status, scheduled_at) WHERE status <> 3;
-- A new owner must not record again what was cancelled before it was due.
CREATE INDEX runs_cancelled ON runs (scheduled_at) WHERE status = 5;
CREATE INDEX runs_by_key ON runs (job_id, run_key) WHERE run_key IS NOT NULL;

CREATE TABLE attempts (
    number INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL,
    attempt_epoch INTEGER NOT NULL,
    attempt_number INTEGER NOT NULL,
    worker TEXT NOT NULL,
    handed_out_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL,
    error TEXT NOT NULL,
    choice TEXT
);

CREATE INDEX attempts_by_run ON attempts (run_id);
