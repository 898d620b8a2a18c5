package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresSqlTaskTest extends SqlTaskContract {

    PostgresSqlTaskTest(@TempDir Path directory) {
        super("postgresql", PostgresServer.start(directory.resolve("server"), "fsync=off"));
    }

    @Override
    String runningStatements(String text) {
        return "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%"
                + text + "%'";
    }

    @Test
    void a_server_that_cannot_prove_its_name_gets_no_password() throws Exception {
        var access = new SqlAccess(
                DatabaseServer.USER,
                DatabaseServer.PASSWORD,
                List.of("127.0.0.1:" + port()),
                SqlAccess.Tls.VERIFY,
                Optional.empty());
        var sql = SqlTask.of(new SqlPolicy(Map.of("reporting", access)));

        var failed = failure(
                sql,
                "{\"kind\":\"postgresql\",\"host\":\"127.0.0.1\",\"port\":" + port()
                        + ",\"database\":\"postgres\",\"credentials\":\"reporting\",\"statement\":\"SELECT 1\"}");

        assertThat(failed.code()).isEqualTo("SQL_CONNECTION");
        assertThat(failed.message()).contains("SSL");
    }
}
