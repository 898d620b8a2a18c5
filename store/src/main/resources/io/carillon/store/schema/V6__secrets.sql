-- What only the nodes of a cluster know, each made when this database was. Of several databases the first one's counts.
CREATE TABLE IF NOT EXISTS secrets (
    name {name} NOT NULL PRIMARY KEY,
    hex {name} NOT NULL
);
