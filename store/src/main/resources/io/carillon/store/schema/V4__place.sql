-- Which of the databases of a cluster this one is, once it has been opened as one. There is one row; its key is 1.
CREATE TABLE IF NOT EXISTS place (
    id {key},
    number {number} NOT NULL, -- from 0: it holds the partitions whose number is this one modulo the total
    total {number} NOT NULL,
    first_name {name} NOT NULL -- what the first database of the cluster calls itself
);
