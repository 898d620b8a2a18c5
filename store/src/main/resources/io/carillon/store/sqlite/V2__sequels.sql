-- What comes after a run's end: the run that it makes up for or repeats, and what is noted beside it once its state is final.
ALTER TABLE runs ADD COLUMN of_run INTEGER;
ALTER TABLE runs ADD COLUMN dead TEXT;
ALTER TABLE runs ADD COLUMN compensated_by INTEGER;
ALTER TABLE runs ADD COLUMN rerun_by INTEGER;
ALTER TABLE runs ADD COLUMN discarded_at INTEGER;

-- Dead letters are few: these cost a run that ends well nothing. Their conditions mean the same and are written differently, so
-- that a list of one job can't be searched by the index of all.
CREATE INDEX runs_dead ON runs (namespace, scheduled_at) WHERE dead <> '';
CREATE INDEX runs_dead_by_job ON runs (namespace, job, scheduled_at) WHERE dead IS NOT NULL;

-- The versions of a deleted job go some time after it, when its runs have gone.
ALTER TABLE jobs ADD COLUMN deleted_at INTEGER;
UPDATE jobs SET deleted_at = CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER) * 1000 WHERE deleted = 1;
CREATE INDEX jobs_deleted ON jobs (deleted_at) WHERE deleted = 1;
