package io.carillon.store;

import static java.util.Map.entry;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** PostgreSQL. Text is compared byte by byte, whatever the locale of the database. */
final class PostgresDialect implements ServerDialect {

    /** Data corrupted, index corrupted. */
    private static final List<String> CORRUPT = List.of("XX001", "XX002");

    private static final Map<String, String> WORDS = Map.ofEntries(
            entry("key", "BIGINT PRIMARY KEY"),
            entry("serial", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"),
            entry("number", "BIGINT"),
            entry("name", "VARCHAR(255) COLLATE \"C\""),
            entry("key_text", "TEXT COLLATE \"C\""),
            entry("text", "TEXT"),
            entry("bytes", "BYTEA"),
            entry("by_key", ""),
            entry("then_id", ", id"),
            entry("entry", "BYTEA"),
            entry("if_compressing", ""),
            entry("if_absent", "IF NOT EXISTS"));

    /** Not READ WRITE, which would overrule a server that was told to only read. */
    @Override
    public String beginWriting() {
        return "BEGIN ISOLATION LEVEL READ COMMITTED";
    }

    @Override
    public String beginReading() {
        return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    }

    /** A take-over updates a column that is no key: FOR KEY SHARE would not keep it out. */
    @Override
    public String fenceLock() {
        return " FOR SHARE";
    }

    /** Of the clock, not of the transaction, which may have waited. */
    @Override
    public String presentMicros() {
        return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
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
        return new PostgresBulk();
    }

    /** The number is the name, so that no other program has it by chance. */
    @Override
    public List<String> claimSchema() {
        return List.of("SET lock_timeout = '60s'", "SELECT pg_advisory_lock(" + 0x6361_7269_6c6c_6f6eL + ")");
    }

    @Override
    public String tables() {
        return "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()";
    }

    @Override
    public StoreException.Code codeOf(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && CORRUPT.contains(state) ? StoreException.Code.CORRUPT : StoreException.Code.UNAVAILABLE;
    }
}
