-- What jobs share and refer to by name: calendars, limits. The revision rises with every change of any of them, in the order of
-- the commits, so that whoever has seen one knows whether anything came later. A deleted one stays, lest its revision be given again.

CREATE TABLE resources (
    kind TEXT NOT NULL,
    namespace TEXT NOT NULL,
    name TEXT NOT NULL,
    partition_number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    document TEXT NOT NULL,
    PRIMARY KEY (kind, namespace, name)
);

CREATE UNIQUE INDEX resources_by_revision ON resources (revision);
