package io.carillon.store;

import static java.util.Map.entry;

import io.carillon.engine.StoreException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What MariaDB and MySQL say alike. Text is compared byte by byte, whatever the collation of the database. */
abstract sealed class InnoDbDialect implements ServerDialect permits MariaDbDialect, MySqlDialect {

    private static final String UTF8 = " CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

    /** Index corrupted, table crashed. */
    private static final List<Integer> CORRUPT = List.of(1034, 1194, 1712);

    /** A key of a request as JSON has up to six bytes for each of its characters, and an index takes 3,072. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            entry("key", "BIGINT PRIMARY KEY"),
            entry("serial", "BIGINT AUTO_INCREMENT PRIMARY KEY"),
            entry("number", "BIGINT"),
            entry("name", "VARCHAR(255)" + UTF8),
            entry("key_text", "VARBINARY(1600)"),
            entry("text", "LONGTEXT" + UTF8),
            entry("bytes", "LONGBLOB"),
            entry("by_key", ""),
            entry("then_id", ", id"),
            entry("entry", "VARBINARY(24)"),
            entry("if_compressing", "--"));

    @Override
    public String beginReading() {
        return "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
    }

    /** Of a third of a small table's rows it would otherwise rather look at all. */
    @Override
    public String byKey() {
        return " FORCE INDEX (PRIMARY)";
    }

    @Override
    public String fenceLock() {
        return " LOCK IN SHARE MODE";
    }

    /** Beyond 2038 too, which UNIX_TIMESTAMP is not. */
    @Override
    public String presentMicros() {
        return "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6))";
    }

    @Override
    public String insertAbsent(String table, List<String> key, List<String> columns) {
        return Sql.insert(table, columns) + " ON DUPLICATE KEY UPDATE " + key.getFirst() + " = " + key.getFirst();
    }

    @Override
    public String upsert(String table, List<String> key, List<String> columns, List<String> updated) {
        return Sql.insert(table, columns) + " ON DUPLICATE KEY UPDATE "
                + updated.stream()
                        .map(column -> column + " = VALUES(" + column + ")")
                        .collect(Collectors.joining(", "));
    }

    /** @param ifAbsent how a column is added only where there is none of its name */
    static Map<String, String> words(String ifAbsent) {
        var words = new HashMap<>(WORDS);
        words.put("if_absent", ifAbsent);
        return Map.copyOf(words);
    }

    /** The names of such locks have 64 characters at most in MySQL. */
    @Override
    public List<String> claimSchema() {
        return List.of("SET lock_wait_timeout = 60", "SELECT GET_LOCK(LEFT(CONCAT('carillon.', DATABASE()), 64), 60)");
    }

    @Override
    public String tables() {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()";
    }

    @Override
    public StoreException.Code codeOf(SQLException failure) {
        return CORRUPT.contains(failure.getErrorCode()) ? StoreException.Code.CORRUPT : StoreException.Code.UNAVAILABLE;
    }
}
