package io.carillon.benchmarks.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;

/** SQLite in write-ahead-log mode. The pragmas are run in their order on every connection: most are not kept in the file. */
record Sqlite(String name, Map<String, String> pragmas, SchemaWords words) implements Candidate {

    /** What docs/adr/0003 recommends. The page size has to come before the journal mode, which fixes it. */
    static final Map<String, String> RECOMMENDED = pragmas(
            "page_size=4096",
            "journal_mode=WAL",
            "synchronous=FULL",
            "wal_autocheckpoint=8000",
            "journal_size_limit=67108864",
            "cache_size=-32768",
            "temp_store=MEMORY",
            "foreign_keys=ON",
            "busy_timeout=10000");

    static Map<String, String> pragmas(String... settings) {
        var pragmas = new LinkedHashMap<String, String>();
        for (var setting : settings) {
            var equals = setting.indexOf('=');
            pragmas.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return pragmas;
    }

    /** The recommended pragmas with some of them changed. */
    static Sqlite with(String name, String... settings) {
        var pragmas = new LinkedHashMap<>(RECOMMENDED);
        pragmas.putAll(pragmas(settings));
        return new Sqlite(name, pragmas, SchemaWords.SQLITE);
    }

    /** Takes the write lock when the transaction begins, so that what it reads first cannot be out of date when it writes. */
    @Override
    public Connection openWriter(Path directory) throws SQLException {
        return open(directory, "IMMEDIATE");
    }

    @Override
    public Connection openReader(Path directory) throws SQLException {
        return open(directory, "DEFERRED");
    }

    @Override
    public void commit(Connection writer) throws SQLException {
        writer.commit();
    }

    @Override
    public String check(Connection connection) throws SQLException {
        return Sql.text(connection, "PRAGMA integrity_check");
    }

    private Connection open(Path directory, String transactionMode) throws SQLException {
        var properties = new Properties();
        properties.setProperty("transaction_mode", transactionMode);
        var connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("carillon.db"), properties);
        try (var statement = connection.createStatement()) {
            for (var pragma : pragmas.entrySet()) {
                statement.execute("PRAGMA " + pragma.getKey() + "=" + pragma.getValue());
            }
        }
        connection.setAutoCommit(false);
        return connection;
    }
}
