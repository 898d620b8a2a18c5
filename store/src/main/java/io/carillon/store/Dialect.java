package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.List;

/** Where databases differ in how they say the same. Everything else is said once, in words that all of them know. */
interface Dialect {

    /** Begins the transaction of a writer: nobody else can write between what it reads and its commit. */
    String beginWriting();

    /** What keeps the epochs that a query reads from being raised before the transaction ends; may be empty. */
    String fenceLock();

    /** What keeps others from changing the rows that a query reads before the transaction ends; may be empty. */
    String rowLock();

    /** The database's own present, in microseconds since 1970. */
    String presentMicros();

    /** The partition that an id names. */
    String partitionOf(String id);

    /** Inserts a row with a place for each column, or does nothing if its key is taken. */
    String insertAbsent(String table, List<String> key, List<String> columns);

    /** Inserts a row with a place for each column; if its key is taken, sets the columns that are to be updated instead. */
    String upsert(String table, List<String> key, List<String> columns, List<String> updated);

    /** A statement that lists the tables that there are, one in a row. */
    String tables();

    StoreException.Code codeOf(SQLException failure);
}
