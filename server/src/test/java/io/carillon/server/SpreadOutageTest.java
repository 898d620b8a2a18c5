package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.databases.PostgresServer;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node over two PostgreSQL servers, of which the second is killed for longer than it is waited for. */
class SpreadOutageTest {

    private static final String SUCCEEDED = "carillon_runs_total{outcome=\"succeeded\"}";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    /** So many that some lie in each database. */
    private static final int JOBS = 12;

    private static final String EACH_SECOND = """
            {"triggers": [{"cron": "* * * * * ?"}], "task": {"type": "noop", "app": "test"}}""";

    @TempDir
    private Path directory;

    private List<DatabaseServer> databases;
    private TestingServer carillon;
    private Worker worker;

    @BeforeEach
    void start() throws InterruptedException {
        databases = Stream.of("first", "second")
                .<DatabaseServer>map(name -> PostgresServer.start(directory.resolve(name)))
                .toList();
        String urls = String.join(
                ",", databases.stream().map(each -> each.create("carillon")).toList());
        carillon = TestingServer.start(directory.resolve("node"), urls, DatabaseServer.USER, DatabaseServer.PASSWORD);
        worker = carillon.worker("test");
        for (int job = 0; job < JOBS; job++) {
            carillon.create("job-" + job, EACH_SECOND);
        }
    }

    @AfterEach
    void stop() {
        worker.close();
        carillon.close();
        databases.forEach(DatabaseServer::close);
    }

    @Test
    @Timeout(180)
    void what_lies_in_the_first_goes_on_and_what_lies_in_the_second_comes_back_with_it() throws Exception {
        awaitMoreRuns(3 * JOBS);

        databases.getLast().kill();
        await("carillon_partitions_owned", 128);
        awaitMoreRuns(JOBS);
        boolean up = carillon.isUp();
        double away = carillon.metric("carillon_databases_away");
        databases.getLast().start();
        await("carillon_partitions_owned", 256);
        awaitMoreRuns(3 * JOBS);

        assertThat(up).isTrue();
        assertThat(away).isEqualTo(1);
        assertThat(carillon.metric("carillon_databases_away")).isZero();
        assertThat(carillon.get(RUNS + "?state=FAILED").body()).contains("\"items\":[]");
    }

    private void awaitMoreRuns(int more) throws InterruptedException {
        double before = carillon.metric(SUCCEEDED);
        while (carillon.metric(SUCCEEDED) < before + more) {
            Thread.sleep(50);
        }
    }

    private void await(String metric, double value) throws InterruptedException {
        while (carillon.metric(metric) != value) {
            Thread.sleep(50);
        }
    }
}
