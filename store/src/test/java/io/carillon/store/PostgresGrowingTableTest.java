package io.carillon.store;

import static io.carillon.store.Subject.ATTEMPT;
import static io.carillon.store.Subject.PARTITION;
import static io.carillon.store.Subject.T0;
import static io.carillon.store.Subject.put;
import static io.carillon.store.Subject.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.engine.Band;
import io.carillon.engine.RunWindow;
import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * PostgreSQL plans a prepared statement once and keeps that until it looks at the table again. The table of live runs is nearly empty for
 * hours, and holds a hundred thousand a few seconds later.
 */
final class PostgresGrowingTableTest {

    private static final String DATABASE = "carillon";
    private static final int UNTIL_PLANNED_FOR_GOOD = 20;
    private static final int HERD = 5_000;
    private static final int AT_ONCE = 50;

    @TempDir
    private Path directory;

    private DatabaseServer server;
    private JdbcStore store;
    private Subject subject;
    private Job job;

    @BeforeEach
    void start() {
        server = PostgresServer.start(directory.resolve("server"), "fsync=off", "autovacuum=off");
        String url = server.create(DATABASE);
        store = ServerDatabase.open(directory.resolve("data"), url, DatabaseServer.USER, DatabaseServer.PASSWORD);
        subject = Subject.over(store, _ -> {});
        job = subject.job("herd");
        subject.commit(put(job));
    }

    @AfterEach
    void stop() {
        subject.close();
        server.close();
    }

    @Test
    void a_statement_that_was_planned_for_an_empty_table_reads_no_more_of_a_full_one_than_it_needs()
            throws SQLException {
        Run first = recorded(1).getFirst();
        server.execute(DATABASE, "VACUUM (ANALYZE)");
        for (int i = 0; i < UNTIL_PLANNED_FOR_GOOD; i++) {
            begin(List.of(first));
            load(1);
        }
        List<Run> herd = recorded(HERD);

        begin(herd.subList(0, AT_ONCE));
        load(AT_ONCE);

        // A session says what it has read when it ends.
        subject.close();
        assertThat(rowsReadOneByOne()).isLessThan(HERD);
    }

    private List<Run> recorded(int count) {
        List<Run> runs = IntStream.range(0, count)
                .mapToObj(number -> subject.fired(job, T0.plusMillis(number)))
                .toList();
        subject.commit(runs.stream().map(Subject::insert).toArray(Write[]::new));
        return runs;
    }

    private void begin(List<Run> runs) {
        subject.commit(runs.stream()
                .map(run -> update(run.handedOut(1, new RunState.Sent(ATTEMPT))))
                .toArray(Write[]::new));
    }

    private void load(int limit) {
        var band = new RunWindow.Selection.OfBand(Band.NORMAL, new TreeSet<>());
        assertThat(store.load(new RunWindow(
                        new TreeSet<>(List.of(PARTITION)), band, null, null, T0.plus(Duration.ofHours(1)), limit)))
                .hasSize(limit);
    }

    /** Of the table of live runs, in the order in which it lies. */
    private long rowsReadOneByOne() throws SQLException {
        try (Connection connection = server.connect(DATABASE);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'live'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
