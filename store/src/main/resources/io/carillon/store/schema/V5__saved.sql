-- What attempts of runs that have not ended have left for those that come after them: the latest checkpoint, whose step is empty, and
-- what each step came to that is done. The row of such a run says that there is something here. The body is JSON.
CREATE TABLE IF NOT EXISTS saved (
    run_id {number} NOT NULL,
    step {name} NOT NULL,
    epoch {number} NOT NULL, -- of the attempt, with its number
    attempt {number} NOT NULL,
    body {text} NOT NULL,
    PRIMARY KEY (run_id, step)
) {by_key};
