package io.carillon.store;

import static java.util.Map.entry;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteErrorCode;

/** SQLite: one writer at a time, whoever began first, so its fence needs no lock of its own. */
final class SqliteDialect implements Dialect {

    private static final int PRIMARY_CODE = 0xff;
    private static final Bulk BULK = new StatementBatches();

    /** A key must be spelt like this to be the row's own; every index ends in it by itself. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            entry("key", "INTEGER PRIMARY KEY"),
            entry("serial", "INTEGER PRIMARY KEY"),
            entry("number", "INTEGER"),
            entry("name", "TEXT"),
            entry("key_text", "TEXT"),
            entry("text", "TEXT"),
            entry("bytes", "BLOB"),
            entry("by_key", "WITHOUT ROWID"),
            entry("then_id", ""),
            entry("entry", "BLOB"),
            entry("if_compressing", "--"),
            entry("if_absent", ""));

    @Override
    public String beginWriting() {
        return "BEGIN IMMEDIATE";
    }

    @Override
    public String beginReading() {
        return "BEGIN";
    }

    @Override
    public String fenceLock() {
        return "";
    }

    @Override
    public String rowLock() {
        return "";
    }

    @Override
    public String presentMicros() {
        return "CAST(unixepoch('now', 'subsec') * 1000 AS INTEGER) * 1000";
    }

    @Override
    public String insertAbsent(String table, List<String> key, List<String> columns) {
        return Sql.insertAbsent(table, key, columns);
    }

    @Override
    public String upsert(String table, List<String> key, List<String> columns, List<String> updated) {
        return Sql.upsert(table, key, columns, updated);
    }

    @Override
    public Map<String, String> words() {
        return WORDS;
    }

    @Override
    public Bulk bulk() {
        return BULK;
    }

    @Override
    public boolean dropsAtOnce() {
        return false;
    }

    @Override
    public Duration longestRead() {
        return Duration.ZERO;
    }

    /** Nobody else has the file. */
    @Override
    public List<String> claimSchema() {
        return List.of();
    }

    @Override
    public String tables() {
        return "SELECT name FROM sqlite_master WHERE type = 'table'";
    }

    @Override
    public StoreException.Code codeOf(SQLException failure) {
        int code = failure.getErrorCode() & PRIMARY_CODE;
        boolean unreadable = code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
        return unreadable ? StoreException.Code.CORRUPT : StoreException.Code.UNAVAILABLE;
    }
}
