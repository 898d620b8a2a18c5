-- The lives of this database: whoever restores it to an earlier point in time begins another, once an operator has agreed to that.
CREATE TABLE IF NOT EXISTS timelines (
    number {key},
    name {name} NOT NULL, -- tells this database from others, the same in each of its lives
    suspected_by {name} -- the node that found that the database had gone back: nobody writes until the next life begins
);
