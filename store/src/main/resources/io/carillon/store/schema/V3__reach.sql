-- How far back a day's table reaches: no run in it is scheduled earlier, so that a list of older runs leaves it out. What was there
-- before this step may hold anything, and so may what a node of before makes. {if_absent}: where a step is no transaction, one that
-- was interrupted may have made the column.
ALTER TABLE slices ADD COLUMN {if_absent} earliest_scheduled_at {number} NOT NULL DEFAULT -9000000000000000000;
