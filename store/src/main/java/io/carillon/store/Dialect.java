package io.carillon.store;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Where databases differ in how they say the same. Everything else is said once, in words that all of them know. */
interface Dialect {

    /** Begins the transaction of a writer: nobody else can write between what it reads and its commit. */
    String beginWriting();

    /** Commits the transaction of a writer. */
    default String endWriting() {
        return "COMMIT";
    }

    /** Begins a transaction that only reads, and sees the database as it is at its first read. */
    String beginReading();

    /** What keeps the epochs that a query reads from being raised before the transaction ends; may be empty. */
    String fenceLock();

    /** What keeps others from changing the rows that a query reads before the transaction ends; may be empty. */
    String rowLock();

    /** What, behind a table's name, makes a query find rows by their key alone: one that looks at others waits for their locks. May be empty. */
    default String byKey() {
        return "";
    }

    /** What stands before each row in a list of values that is read as a table; may be empty. */
    default String row() {
        return "";
    }

    /** The database's own present, in microseconds since 1970. */
    String presentMicros();

    /** Inserts a row with a place for each column, or does nothing if its key is taken. */
    String insertAbsent(String table, List<String> key, List<String> columns);

    /** Inserts a row with a place for each column; if its key is taken, sets the columns that are to be updated instead. */
    String upsert(String table, List<String> key, List<String> columns, List<String> updated);

    /** What the words in braces of the schema are called here. */
    Map<String, String> words();

    /** Makes tables, indexes and columns, unless they are there. */
    default void make(List<String> statements, Session session) throws SQLException {
        for (String statement : statements) {
            session.execute(statement);
        }
    }

    Bulk bulk();

    /**
     * Whether a table is dropped at once, whatever it holds. Where it is not, it is emptied in steps before, lest the writers wait
     * while all of it is visited.
     */
    boolean dropsAtOnce();

    /**
     * For how long a reader may still look for a table that it has found in the list of tables: nothing where the table stays for
     * whoever began before it was dropped.
     */
    Duration longestRead();

    /** Keeps other nodes from changing the schema until the connection is closed; may be empty. */
    List<String> claimSchema();

    /** A statement that lists the tables that there are, one in a row. */
    String tables();

    StoreException.Code codeOf(SQLException failure);
}
