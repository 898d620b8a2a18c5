package io.carillon.store;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of server that we know: a connection that hangs is given up before a lease would end, and what it had open on the server ends
 * there by itself, so that a commit whose outcome is unknown can be looked up.
 *
 * @param scheme how a URL begins that names such a database
 * @param driver what its driver calls that
 * @param properties what the driver is told, unless the URL says otherwise
 */
record KnownServer(String scheme, String driver, Map<String, String> properties, RemoteDatabase.Product product) {

    /**
     * A statement is planned for the table as it is then, and that is kept until the server looks at the table again. Ours are empty for hours
     * and full within seconds, so that reading all of one is never what a plan should begin with; nor is it worth compiling one for what is
     * thought to cost that much.
     */
    private static final List<String> POSTGRES_PLANS = List.of("SET enable_seqscan = off", "SET jit = off");

    private static final KnownServer POSTGRESQL = new KnownServer(
            "jdbc:postgresql:",
            "jdbc:postgresql:",
            Map.of(
                    "ApplicationName", "carillon",
                    "connectTimeout", "5",
                    "loginTimeout", "10",
                    "reWriteBatchedInserts", "true",
                    "socketTimeout", "30",
                    "tcpKeepAlive", "true"),
            new RemoteDatabase.Product(
                    "PostgreSQL",
                    new PostgresDialect(),
                    and(POSTGRES_PLANS, "SET default_transaction_read_only = on", "SET statement_timeout = '30s'"),
                    and(POSTGRES_PLANS, "SET lock_timeout = '10s'", "SET idle_in_transaction_session_timeout = '10s'"),
                    "SELECT CASE WHEN current_setting('transaction_read_only') = 'on' THEN 1 ELSE 0 END"));

    private static final Map<String, String> MARIADB_DRIVER = Map.of(
            "allowLocalInfile", "false",
            "connectTimeout", "5000",
            "socketTimeout", "30000",
            "tcpKeepAlive", "true",
            "useServerPrepStmts", "true");

    private static final List<String> INNODB_READER =
            List.of("SET SESSION time_zone = '+00:00'", "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");

    private static final List<String> INNODB_WRITER = List.of(
            "SET SESSION time_zone = '+00:00'",
            "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
            "SET SESSION innodb_lock_wait_timeout = 10");

    private static final KnownServer MARIADB = new KnownServer(
            "jdbc:mariadb:",
            "jdbc:mariadb:",
            MARIADB_DRIVER,
            new RemoteDatabase.Product(
                    "MariaDB",
                    new MariaDbDialect(),
                    and(INNODB_READER, "SET SESSION max_statement_time = 30"),
                    and(INNODB_WRITER, "SET SESSION idle_write_transaction_timeout = 10"),
                    "SELECT @@read_only"));

    /** MySQL's own driver is not ours to ship. */
    private static final KnownServer MYSQL = new KnownServer(
            "jdbc:mysql:",
            "jdbc:mariadb:",
            MARIADB_DRIVER,
            new RemoteDatabase.Product(
                    "MySQL",
                    new MySqlDialect(),
                    and(INNODB_READER, "SET SESSION max_execution_time = 30000"),
                    INNODB_WRITER,
                    "SELECT @@read_only"));

    private static final List<KnownServer> ALL = List.of(POSTGRESQL, MARIADB, MYSQL);

    /** The one that a URL names. */
    static KnownServer of(String url) {
        return ALL.stream()
                .filter(each -> url.startsWith(each.scheme()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a database is named by "
                        + ALL.stream()
                                .map(each -> each.scheme() + "//host:port/name")
                                .collect(Collectors.joining(" or "))));
    }

    String driverUrl(String url) {
        return driver + url.substring(scheme.length());
    }

    private static List<String> and(List<String> settings, String... more) {
        return Stream.concat(settings.stream(), Stream.of(more)).toList();
    }
}
