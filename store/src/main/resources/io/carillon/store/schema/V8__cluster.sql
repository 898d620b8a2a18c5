-- What all nodes of a cluster agree about. Of several databases the first one's counts. There is one row; its key is 1.
CREATE TABLE IF NOT EXISTS cluster (
    id {key},
    partitions {number} NOT NULL, -- from the first start on for ever
    lease {number} NOT NULL -- microseconds; changes when no node is there
);
-- What a node says of itself with each beat; nothing where its version says nothing of it.
ALTER TABLE nodes ADD COLUMN {if_absent} address {text};
ALTER TABLE nodes ADD COLUMN {if_absent} version {text};
ALTER TABLE nodes ADD COLUMN {if_absent} started_at {number};
-- How far its machine's clock is ahead of the database's, and the longest that a run of the last minute was late, in microseconds.
ALTER TABLE nodes ADD COLUMN {if_absent} skew {number};
ALTER TABLE nodes ADD COLUMN {if_absent} lateness {number};
