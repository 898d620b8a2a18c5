-- Where it is written down which nodes are there; nothing where that is this database.
ALTER TABLE cluster ADD COLUMN {if_absent} list {text};
-- Until when nodes that are written down elsewhere may be at work: the last of them has said so a while before.
ALTER TABLE cluster ADD COLUMN {if_absent} attested_until {number};
