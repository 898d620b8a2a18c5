-- Days that hold runs which were scheduled before the day before: the earliest instant that any run in one is scheduled at. The other
-- days reach no further back than that, so that a list of older runs leaves them out. What was there before this step may hold
-- anything. A row outlives its day.
CREATE TABLE IF NOT EXISTS early (
    family {name} NOT NULL,
    day {number} NOT NULL,
    earliest_scheduled_at {number} NOT NULL,
    PRIMARY KEY (family, day)
) {by_key};

DELETE FROM early;
INSERT INTO early (family, day, earliest_scheduled_at) SELECT family, day, -9000000000000000000 FROM slices;
