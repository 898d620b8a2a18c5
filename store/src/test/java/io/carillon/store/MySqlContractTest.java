package io.carillon.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.MySqlServer;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real server, which here need not survive a crash. */
final class MySqlContractTest extends ServerContracts {

    @TempDir
    static Path directory;

    private static DatabaseServer server;

    @BeforeAll
    static void start() {
        server = MySqlServer.start(
                directory, "innodb-flush-log-at-trx-commit=0", "innodb-flush-method=nosync", "skip-log-bin");
        server.execute(server.maintenance(), "ALTER INSTANCE DISABLE INNODB REDO_LOG");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    DatabaseServer server() {
        return server;
    }

    /** MySQL knows a patience with connections only, so each transaction sets it and takes it back. */
    @Test
    void what_a_node_that_stopped_has_left_open_is_ended_by_the_server_and_a_connection_without_work_is_kept()
            throws SQLException {
        var dialect = new MySqlDialect();
        server.create("left_open");
        server.execute("left_open", "CREATE TABLE t (n BIGINT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
        try (Session stopped = new Session(server.connect("left_open"));
                Session other = new Session(server.connect("left_open"))) {
            long usual = patience(stopped);
            stopped.execute(dialect.beginWriting());
            stopped.execute(dialect.endWriting());
            long between = patience(stopped);
            stopped.execute(dialect.beginWriting());
            stopped.execute("UPDATE t SET n = 2");

            int changed = other.update("UPDATE t SET n = n + 2", _ -> {});

            assertThat(between).isEqualTo(usual);
            assertThat(changed).isOne();
            assertThat(other.query("SELECT n FROM t", _ -> {}, Row::number)).containsExactly(3L);
            assertThatThrownBy(() -> stopped.execute(dialect.endWriting())).isInstanceOf(SQLException.class);
        }
    }

    private static long patience(Session session) throws SQLException {
        return session.query("SELECT @@SESSION.wait_timeout", _ -> {}, Row::number)
                .getFirst();
    }
}
