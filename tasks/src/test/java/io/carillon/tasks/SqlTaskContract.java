package io.carillon.tasks;

import static io.carillon.tasks.TestingRun.failure;
import static io.carillon.tasks.TestingRun.perform;
import static io.carillon.tasks.TestingRun.quoted;
import static io.carillon.tasks.TestingRun.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.tasks.TestingRun.Started;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a sql task does on a real server of each kind. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SqlTaskContract {

    private static final String DATABASE = "orders";
    private static final String NUMBERS =
            "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < 900) SELECT n, ";

    private final String kind;
    private final DatabaseServer server;
    private final TaskType sql;

    SqlTaskContract(String kind, DatabaseServer server) {
        this.kind = kind;
        this.server = server;
        sql = task("127.0.0.1:" + server.port());
    }

    /** How many statements run that hold the text, other than the one that asks. */
    abstract String runningStatements(String text);

    @BeforeAll
    void create() {
        server.create(DATABASE);
        server.execute(DATABASE, "CREATE TABLE kept (id int PRIMARY KEY, d decimal(9, 2), t varchar(99), b boolean)");
    }

    @BeforeEach
    void empty() {
        server.execute(DATABASE, "DELETE FROM kept", "INSERT INTO kept VALUES (1, 1.50, 'one', true)");
    }

    @AfterAll
    void close() {
        server.close();
    }

    @Test
    void a_query_answers_with_columns_and_rows() throws Exception {
        var outcome = perform(sql, statement("SELECT id, d AS amount, t, NULL AS nothing FROM kept", ""));

        assertThat(outcome)
                .isEqualTo(TaskOutcome.succeeded(
                        "{\"columns\":[\"id\",\"amount\",\"t\",\"nothing\"],\"rows\":[[1,1.50,\"one\",null]]}"));
    }

    @Test
    void args_are_data_whatever_they_hold() throws Exception {
        var evil = "'; DROP TABLE kept; --";

        var outcome = perform(
                sql,
                statement(
                        "INSERT INTO kept VALUES (?, ?, ?, ?)",
                        "\"mode\":\"update\",\"args\":[2,2.25," + quoted(evil) + ",null]"));

        assertThat(result(outcome).toString()).isEqualTo("{\"updated\":1}");
        assertThat(rows("SELECT d, t, b FROM kept WHERE id = ?", "\"args\":[2]"))
                .isEqualTo("[[2.25," + quoted(evil) + ",null]]");
    }

    @Test
    void an_update_says_how_many_rows_it_changed_and_is_committed() throws Exception {
        var outcome = perform(sql, statement("UPDATE kept SET t = ?", "\"mode\":\"update\",\"args\":[\"new\"]"));

        assertThat(result(outcome).get("updated").longValue()).isEqualTo(1);
        assertThat(rows("SELECT t FROM kept", "")).isEqualTo("[[\"new\"]]");
    }

    @Test
    void a_query_changes_nothing() throws Exception {
        var failed = failure(sql, statement("DELETE FROM kept", ""));

        assertThat(failed.code()).isEqualTo("SQL_FAILED");
        assertThat(failed.retryable()).isFalse();
        assertThat(rows("SELECT count(*) FROM kept", "")).isEqualTo("[[1]]");
    }

    @Test
    void no_more_rows_than_wanted_are_kept_and_the_result_says_so() throws Exception {
        var some = result(perform(sql, statement(NUMBERS + "1 FROM s", "\"maxRows\":250")));
        var all = result(perform(sql, statement(NUMBERS + "1 FROM s", "\"maxRows\":900")));

        assertThat(some.get("rows")).hasSize(250);
        assertThat(some.get("truncated").booleanValue()).isTrue();
        assertThat(all.get("rows")).hasSize(900);
        assertThat(all.has("truncated")).isFalse();
    }

    @Test
    void rows_that_do_not_fit_in_a_result_are_left_out_and_the_result_says_so() throws Exception {
        var result = result(perform(sql, statement(NUMBERS + "REPEAT('é', 500) FROM s", "")));

        assertThat(result.get("rows")).hasSizeBetween(150, 250);
        assertThat(result.get("truncated").booleanValue()).isTrue();
    }

    @Test
    void what_the_server_refuses_is_told_with_its_state() throws Exception {
        var failed = failure(sql, statement("SELECT * FROM no_such_table", ""));

        assertThat(failed.code()).isEqualTo("SQL_FAILED");
        assertThat(failed.message()).startsWith("SQLSTATE 42").contains("no_such_table");
        assertThat(failed.retryable()).isFalse();
    }

    @Test
    void a_statement_that_takes_too_long_is_stopped_on_the_server() throws Exception {
        try (var _ = locked()) {
            var failed =
                    failure(sql, statement("UPDATE kept SET t = 'late'", "\"mode\":\"update\",\"timeout\":\"1s\""));

            assertThat(failed.code()).isEqualTo("SQL_TIMEOUT");
            assertThat(failed.retryable()).isTrue();
            assertThat(running("late")).isZero();
        }
        assertThat(rows("SELECT t FROM kept", "")).isEqualTo("[[\"one\"]]");
    }

    @Test
    void a_stop_reaches_the_server() throws Exception {
        try (var _ = locked()) {
            var started = Started.of(sql, statement("UPDATE kept SET t = 'stopped'", "\"mode\":\"update\""));
            while (running("stopped") == 0 && !started.outcome().isDone()) {
                Thread.onSpinWait();
            }

            started.interrupt();

            assertThat(started.await()).isEqualTo(new TaskOutcome.Stopped());
            assertThat(running("stopped")).isZero();
        }
        assertThat(rows("SELECT t FROM kept", "")).isEqualTo("[[\"one\"]]");
    }

    @Test
    void a_server_that_is_not_there_may_be_there_later() throws Exception {
        var failed = failure(task("127.0.0.1:1"), settings(1, "SELECT 1", ""));

        assertThat(failed.code()).isEqualTo("SQL_CONNECTION");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void a_server_that_is_not_listed_is_not_called() throws Exception {
        var elsewhere = task("*.example:" + server.port(), "127.0.0.1:1", "127.0.0.1");

        var failed = failure(elsewhere, statement("SELECT 1", ""));

        assertThat(failed.code()).isEqualTo("SQL_REFUSED");
        assertThat(failed.retryable()).isFalse();
    }

    int port() {
        return server.port();
    }

    private String rows(String statement, String more) throws Exception {
        return result(perform(sql, statement(statement, more))).get("rows").toString();
    }

    /** A connection that keeps everyone else from changing the row. */
    private Connection locked() throws SQLException {
        var lock = server.connect(DATABASE);
        lock.setAutoCommit(false);
        try (var update = lock.createStatement()) {
            update.executeUpdate("UPDATE kept SET b = false");
        }
        return lock;
    }

    /** Asked outside of any transaction: within one, PostgreSQL shows its first answer again and again. */
    private int running(String text) throws SQLException {
        try (var connection = server.connect(DATABASE);
                var query = connection.createStatement();
                var rows = query.executeQuery(runningStatements(text))) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private String statement(String statement, String more) {
        return settings(server.port(), statement, more);
    }

    private String settings(int port, String statement, String more) {
        return "{\"kind\":\"" + kind + "\",\"host\":\"127.0.0.1\",\"port\":" + port + ",\"database\":\"" + DATABASE
                + "\",\"credentials\":\"reporting\",\"statement\":" + quoted(statement)
                + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static TaskType task(String... hosts) {
        var access = new SqlAccess(
                DatabaseServer.USER, DatabaseServer.PASSWORD, List.of(hosts), SqlAccess.Tls.OFF, Optional.empty());
        return SqlTask.of(new SqlPolicy(Map.of("reporting", access)));
    }
}
