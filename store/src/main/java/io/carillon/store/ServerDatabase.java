package io.carillon.store;

import io.carillon.engine.Archive;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A database server that all nodes of a cluster share. */
public final class ServerDatabase {

    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final String MARIADB = "jdbc:mariadb:";

    /**
     * A connection that hangs is given up before a lease would end, and what it had open on the server ends there by itself: so a
     * commit whose outcome is unknown can be looked up.
     */
    private static final RemoteDatabase.Product POSTGRES_PRODUCT = new RemoteDatabase.Product(
            "PostgreSQL",
            new PostgresDialect(),
            List.of("SET default_transaction_read_only = on", "SET statement_timeout = '30s'"),
            List.of("SET lock_timeout = '10s'", "SET idle_in_transaction_session_timeout = '10s'"),
            "SELECT CASE WHEN current_setting('transaction_read_only') = 'on' THEN 1 ELSE 0 END");

    private static final Map<String, String> POSTGRES_PROPERTIES = Map.of(
            "ApplicationName", "carillon",
            "connectTimeout", "5",
            "loginTimeout", "10",
            "reWriteBatchedInserts", "true",
            "socketTimeout", "30",
            "tcpKeepAlive", "true");

    private static final RemoteDatabase.Product MARIADB_PRODUCT = new RemoteDatabase.Product(
            "MariaDB",
            new MariaDbDialect(),
            List.of("SET SESSION time_zone = '+00:00'", "SET SESSION max_statement_time = 30"),
            List.of(
                    "SET SESSION time_zone = '+00:00'",
                    "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
                    "SET SESSION innodb_lock_wait_timeout = 10",
                    "SET SESSION idle_write_transaction_timeout = 10"),
            "SELECT @@read_only");

    private static final Map<String, String> MARIADB_PROPERTIES = Map.of(
            "allowLocalInfile", "false",
            "connectTimeout", "5000",
            "socketTimeout", "30000",
            "tcpKeepAlive", "true",
            "useServerPrepStmts", "true");

    private ServerDatabase() {}

    /** Opens a database whose history is not archived. */
    public static JdbcStore open(Path dataDirectory, String url, @Nullable String user, @Nullable String password) {
        return open(dataDirectory, url, user, password, null);
    }

    /**
     * Opens a database and brings its schema up to date. Two nodes on one machine need a data directory each, for what is not in
     * the database.
     *
     * @param url {@code jdbc:postgresql:…} or {@code jdbc:mariadb:…}; settings in it win over ours
     * @param archive what is to keep history before it is deleted; null if nothing is
     */
    public static JdbcStore open(
            Path dataDirectory,
            String url,
            @Nullable String user,
            @Nullable String password,
            @Nullable Archive archive) {
        return DirectoryLock.holding(
                dataDirectory,
                (directory, lock) ->
                        open(url, user, password, new Surroundings(new LandmarkFile(directory), archive, lock::close)));
    }

    static JdbcStore open(String url, @Nullable String user, @Nullable String password, Surroundings around) {
        if (url.startsWith(POSTGRESQL)) {
            return open(POSTGRES_PRODUCT, url, properties(POSTGRES_PROPERTIES, user, password), around);
        }
        if (url.startsWith(MARIADB)) {
            return open(MARIADB_PRODUCT, url, properties(MARIADB_PROPERTIES, user, password), around);
        }
        throw new IllegalArgumentException(
                "a database is named by " + POSTGRESQL + "//host:port/name or " + MARIADB + "//host:port/name");
    }

    private static Properties properties(Map<String, String> ours, @Nullable String user, @Nullable String password) {
        var properties = new Properties();
        properties.putAll(ours);
        if (user != null) {
            properties.setProperty("user", user);
        }
        if (password != null) {
            properties.setProperty("password", password);
        }
        return properties;
    }

    private static JdbcStore open(
            RemoteDatabase.Product product, String url, Properties properties, Surroundings around) {
        var database = new RemoteDatabase(product, url, properties);
        Schema.migrate(database, product.dialect(), "the database at " + withoutSecrets(url), around);
        return JdbcStore.shared(database, product.dialect(), around);
    }

    /** What stands behind a question mark may be a password. */
    private static String withoutSecrets(String url) {
        int settings = url.indexOf('?');
        return settings < 0 ? url : url.substring(0, settings);
    }
}
