package io.carillon.databases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each of our servers can do. */
abstract class DatabaseServerContract {

    private static final String DATABASE = "things";

    @TempDir
    private Path directory;

    abstract DatabaseServer start(Path place);

    abstract void unpack(Path place) throws IOException;

    abstract String program();

    /** A query that tells whether a commit waits for the disk. */
    abstract String durability();

    abstract String durable();

    @Test
    void its_files_unpack_where_no_earlier_start_left_them() throws IOException {
        unpack(directory);

        assertThat(directory.resolve("bin").resolve(program())).isExecutable();
    }

    @Test
    void what_was_committed_outlives_a_stop_and_a_kill() throws SQLException {
        try (DatabaseServer server = start(directory)) {
            server.create(DATABASE);
            server.execute(DATABASE, "CREATE TABLE t (n INT)", "INSERT INTO t VALUES (1)");
            server.stop();
            server.start();
            server.execute(DATABASE, "INSERT INTO t VALUES (2)");
            server.kill();
            assertThatThrownBy(() -> server.connect(DATABASE)).isInstanceOf(SQLException.class);

            server.start();

            assertThat(text(server, "SELECT sum(n) FROM t")).isEqualTo("3");
        }
    }

    @Test
    void it_is_as_durable_as_its_makers_ship_it() throws SQLException {
        try (DatabaseServer server = start(directory)) {
            server.create(DATABASE);

            assertThat(text(server, durability())).isEqualTo(durable());
            assertThat(server.cpuMicros()).isPositive();
        }
    }

    @Test
    void a_frozen_server_answers_once_it_is_thawed() throws Exception {
        try (DatabaseServer server = start(directory)) {
            server.create(DATABASE);
            try (Connection connection = server.connect(DATABASE)) {
                server.freeze();

                assertThat(connection.isValid(1)).isFalse();

                server.thaw();
                assertThat(text(server, "SELECT 7")).isEqualTo("7");
            }
        }
    }

    private static String text(DatabaseServer server, String query) throws SQLException {
        try (var connection = server.connect(DATABASE);
                var statement = connection.createStatement();
                var results = statement.executeQuery(query)) {
            results.next();
            return results.getString(1);
        }
    }
}
