-- What code says of a job, as JSON; nothing where none does. {if_absent}: where a step is no transaction, one that was interrupted may
-- have made the column.
ALTER TABLE job_versions ADD COLUMN {if_absent} declared {text};
