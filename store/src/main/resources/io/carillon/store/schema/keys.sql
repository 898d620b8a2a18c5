-- The keys under which somebody asked for runs that were made on a day; of_run is the former run of a rerun, or 0.
CREATE TABLE IF NOT EXISTS {table} (
    run_id {key},
    job_id {number} NOT NULL,
    run_key {key_text} NOT NULL,
    of_run {number} NOT NULL
);

CREATE INDEX IF NOT EXISTS {table}_by_key ON {table} (of_run, run_key, job_id);
