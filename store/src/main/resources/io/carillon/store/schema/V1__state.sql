-- What stands in braces is said by the dialect: {key} a number that is the row's own key, {serial} one that the database counts,
-- {number} 64 bits, {name} text of bounded length that an index may hold, compared byte by byte, {text} and {bytes} of any length,
-- {by_key} how a table is told to lie in the order of its key, {then_id} the row's own key at the end of an index, where the
-- database doesn't put it there by itself, {entry} 24 bytes, compared byte by byte, {if_compressing} what only a database does that compresses long values. {key_text} holds a key of a request, of 256 characters, as JSON.
-- A step that was interrupted is begun anew, so what it has made already is left as it is.
-- Instants are microseconds since 1970. Text that people or programs may have written freely is JSON, in which no control character
-- and no lone surrogate stands unescaped. No index is partial, because not every database has such.

CREATE TABLE IF NOT EXISTS partitions (
    number {key},
    owner {name}, -- none since its last owner let go of it
    whole {number} NOT NULL, -- 1: whatever its last owner had handed out when it let go is recorded
    epoch {number} NOT NULL,
    since_at {number} NOT NULL, -- when it was taken or let go: nothing in it is later, but for its owner's batches
    watermark {number} NOT NULL,
    last_id {number} NOT NULL
);

-- Who is in the cluster, by the clock of the database. Renewed each second, so it stands apart from all that batches touch.
CREATE TABLE IF NOT EXISTS nodes (
    id {name} NOT NULL PRIMARY KEY,
    lease_until {number} NOT NULL,
    leaving {number} NOT NULL
) {by_key};

-- The last batch of each lane of each node, written in the transaction of the batch itself.
CREATE TABLE IF NOT EXISTS commits (
    node {name} NOT NULL,
    lane {number} NOT NULL,
    number {number} NOT NULL,
    sent_at {number} NOT NULL, -- by the node's time
    fenced_out {text} NOT NULL,
    PRIMARY KEY (node, lane)
) {by_key};

CREATE TABLE IF NOT EXISTS apps (
    name {name} NOT NULL PRIMARY KEY,
    first_seen_at {number} NOT NULL,
    last_seen_at {number} NOT NULL
) {by_key};

CREATE TABLE IF NOT EXISTS jobs (
    id {key},
    partition_number {number} NOT NULL,
    namespace {name} NOT NULL,
    name {name} NOT NULL,
    version {number} NOT NULL,
    existing {number}, -- 1, or nothing once it is deleted, so that the name is free again
    deleted_at {number},
    unused_since {number} -- since when nothing of it is alive
);

CREATE UNIQUE INDEX IF NOT EXISTS jobs_by_name ON jobs (namespace, existing, name);
-- A new owner finds in it all that it needs to find the documents, without a look at the rows.
CREATE INDEX IF NOT EXISTS jobs_by_partition ON jobs (partition_number, existing, id, version);
CREATE INDEX IF NOT EXISTS jobs_deleted ON jobs (deleted_at);

-- Those of deleted jobs too, for as long as anything of them may be alive: a run is read with the version that it was made from. The
-- documents of a partition lie together, because a new owner reads all of them: scattered over the table, each would cost it a page.
-- The partition is the one in the job's id.
CREATE TABLE IF NOT EXISTS job_versions (
    partition_number {number} NOT NULL,
    job_id {number} NOT NULL,
    version {number} NOT NULL,
    paused {number} NOT NULL,
    updated_at {number} NOT NULL,
    active_from {number} NOT NULL,
    document {text} NOT NULL,
    PRIMARY KEY (partition_number, job_id, version)
) {by_key};

-- What jobs share and refer to by name: calendars, limits. The revision rises with every change of any of them, in the order of
-- the commits, so that whoever has seen one knows whether anything came later. A deleted one stays, lest its revision be given again.
CREATE TABLE IF NOT EXISTS resources (
    kind {name} NOT NULL,
    namespace {name} NOT NULL,
    name {name} NOT NULL,
    partition_number {number} NOT NULL,
    version {number} NOT NULL,
    changed_at {number} NOT NULL,
    revision {number} NOT NULL,
    deleted {number} NOT NULL,
    document {text} NOT NULL,
    PRIMARY KEY (kind, namespace, name)
);

CREATE UNIQUE INDEX IF NOT EXISTS resources_by_revision ON resources (revision);

-- Runs that have not ended. status: 0 PENDING, 1 SCHEDULED, 2 RUNNING; band: 0 low, 1 normal, 2 high. The body is a StoredRun.
CREATE TABLE IF NOT EXISTS live (
    id {key},
    namespace {name} NOT NULL,
    job {name} NOT NULL,
    job_id {number} NOT NULL,
    status {number} NOT NULL,
    band {number} NOT NULL,
    trigger_number {number}, -- of a fire
    scheduled_at {number} NOT NULL,
    due_at {number} NOT NULL,
    body {bytes} NOT NULL
);

-- Read in bands of priorities, and without the jobs that have a long backlog: a read passes over the entries of such a job.
CREATE INDEX IF NOT EXISTS live_by_due ON live (band, due_at, id, job_id);
CREATE INDEX IF NOT EXISTS live_by_status ON live (namespace, status, scheduled_at{then_id});
CREATE INDEX IF NOT EXISTS live_by_job ON live (namespace, job, status, scheduled_at{then_id});

-- Runs that were recorded together and of which at least one has not been written since; their owner has all of them in memory. The
-- id is the first one's. A run that has a place of its own by now, alive or ended, counts there only. The body is a StoredPlan.
CREATE TABLE IF NOT EXISTS plans (
    id {key},
    partition_number {number} NOT NULL, -- -1: it can't be read
    earliest_at {number} NOT NULL, -- none of its runs is scheduled before
    latest_at {number} NOT NULL, -- or after
    body {bytes} NOT NULL
);

CREATE INDEX IF NOT EXISTS plans_by_partition ON plans (partition_number{then_id});

-- It is packed already: to compress it costs more than the database's other work on it.
{if_compressing}ALTER TABLE plans ALTER COLUMN body SET STORAGE EXTERNAL;

-- The tables of days: which there are, and the latest instant that any run in one is scheduled at. A slice that is gone is read by
-- nobody any more.
CREATE TABLE IF NOT EXISTS slices (
    family {name} NOT NULL,
    day {number} NOT NULL,
    latest_scheduled_at {number} NOT NULL,
    gone {number} NOT NULL,
    PRIMARY KEY (family, day)
) {by_key};

-- What the pages of runs that succeeded hold and no segment says yet: a StoredPage without its bodies.
CREATE TABLE IF NOT EXISTS fresh_pages (
    id {key},
    day {number} NOT NULL,
    runs {number} NOT NULL,
    body {bytes} NOT NULL
);

-- It is packed already: to compress it costs more than the database's other work on it.
{if_compressing}ALTER TABLE fresh_pages ALTER COLUMN body SET STORAGE EXTERNAL;

-- The index of each day's pages is made of segments, small ones of late and large ones that others were merged into. Number 0 is
-- none: its row is locked by whoever changes the index of its day. state: 0 being written, 1 whole, 2 merged into another, which has
-- all of it.
CREATE TABLE IF NOT EXISTS segments (
    day {number} NOT NULL,
    number {number} NOT NULL,
    level {number} NOT NULL,
    state {number} NOT NULL,
    merged_into {number} NOT NULL, -- 0: none
    PRIMARY KEY (day, number)
) {by_key};

-- What was noted beside runs that stand in pages; the columns are those of the tables of undone runs.
CREATE TABLE IF NOT EXISTS page_marks (
    id {key},
    day {number} NOT NULL,
    dead {number} NOT NULL,
    dead_reason {name},
    compensated_by {number},
    rerun_by {number},
    discarded_at {number}
);

CREATE INDEX IF NOT EXISTS page_marks_by_day ON page_marks (day{then_id});

-- Dead letters that outlive the day they ended on; otherwise like the tables of undone runs.
CREATE TABLE IF NOT EXISTS letters (
    id {key},
    day {number} NOT NULL,
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

CREATE INDEX IF NOT EXISTS letters_by_status ON letters (namespace, status, dead, scheduled_at{then_id});
CREATE INDEX IF NOT EXISTS letters_by_job ON letters (namespace, job, status, dead, scheduled_at{then_id});
CREATE INDEX IF NOT EXISTS letters_by_day ON letters (dead, day);

-- A new owner must not record again what was cancelled before it was due.
CREATE TABLE IF NOT EXISTS cancelled_ahead (
    run_id {key},
    job_id {number} NOT NULL,
    trigger_number {number} NOT NULL,
    scheduled_at {number} NOT NULL
);

CREATE INDEX IF NOT EXISTS cancelled_ahead_by_schedule ON cancelled_ahead (scheduled_at);
