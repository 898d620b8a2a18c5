package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.insert;
import static io.carillon.store.Subject.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How PostgreSQL finds the runs of a day that has many, once it has looked at them, whatever is asked for. */
final class PostgresQueryPlanTest {

    private static final String DATABASE = "carillon";
    private static final int JOBS = 100;
    private static final int RUNS = 20_000;
    private static final int BATCH = 1_000;
    private static final String UNDONE = "undone_20270101";
    private static final Pattern PLACE = Pattern.compile("\\?");

    @TempDir
    static Path directory;

    private static DatabaseServer server;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(directory.resolve("server"), "fsync=off", "autovacuum=off");
        fill();
        server.execute(DATABASE, "VACUUM (ANALYZE)");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** Every other run is of the first job, and every tenth fails. */
    private static void fill() {
        String url = server.create(DATABASE);
        try (JdbcStore store = ServerDatabase.open(
                        directory.resolve("data"), url, DatabaseServer.USER, DatabaseServer.PASSWORD);
                Subject subject = Subject.over(store, _ -> {})) {
            List<Job> jobs = IntStream.range(0, JOBS)
                    .mapToObj(number -> subject.job("job-" + number))
                    .toList();
            jobs.forEach(job -> subject.commit(put(job)));
            for (int first = 0; first < RUNS; first += BATCH) {
                subject.commit(IntStream.range(first, first + BATCH)
                        .mapToObj(number -> insert(ended(
                                number, subject.fired(jobs.get(number % 2 * number % JOBS), T0.plusSeconds(number)))))
                        .toArray(Write[]::new));
            }
        }
    }

    private static Run ended(int number, Run run) {
        Instant at = T0.plusSeconds(number);
        return run.withState(
                number % 10 == 0
                        ? new RunState.Failed(ATTEMPT, at, at, new RunError("E", ""))
                        : new RunState.Succeeded(ATTEMPT, at, at, null));
    }

    @Test
    void a_list_of_a_day_reads_one_range_of_the_index_that_is_in_its_order() throws SQLException {
        for (boolean behind : new boolean[] {false, true}) {
            for (Set<RunStatus> statuses : List.of(EnumSet.of(RunStatus.FAILED), RunList.UNDONE)) {
                RunList undone = RunList.undone(UNDONE, 0, statuses, false);
                assertReads(undone.statement(false, behind), UNDONE + "_by_status");
                assertReads(undone.statement(true, behind), UNDONE + "_by_job");
            }
        }
    }

    private static void assertReads(String sql, String index) throws SQLException {
        List<String> plan = plan(sql);

        assertThat(plan)
                .as(sql)
                .noneMatch(step -> step.contains("Seq Scan") || step.contains("Bitmap") || step.contains("Filter"))
                .filteredOn(step -> step.contains("Scan Backward using"))
                .isNotEmpty()
                .allMatch(step -> step.contains("Index Only Scan Backward using " + index + " "));
    }

    /** For any values, as it is used for a statement that has been prepared for some time. */
    private static List<String> plan(String sql) throws SQLException {
        var plan = new ArrayList<String>();
        int[] places = {0};
        String numbered = PLACE.matcher(sql).replaceAll(_ -> "\\$" + ++places[0]);
        try (Connection connection = server.connect(DATABASE + "?preferQueryMode=simple");
                Statement statement = connection.createStatement();
                ResultSet steps = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + numbered)) {
            while (steps.next()) {
                plan.add(steps.getString(1));
            }
        }
        return plan;
    }
}
