package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.databases.DatabaseServer;
import io.carillon.worker.Worker;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node does when its database goes away and comes back; for each kind of database to pass. */
abstract class DatabaseOutage {

    private static final String RUNS = "/api/v1/namespaces/default/runs/";
    private static final String QUICK = "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}";

    @TempDir
    private Path directory;

    private DatabaseServer database;
    private TestingServer carillon;
    private Worker worker;

    abstract DatabaseServer startDatabase(Path place);

    @BeforeEach
    void start() throws InterruptedException {
        database = startDatabase(directory.resolve("database"));
        database.create("carillon");
        carillon = node("one");
        worker = carillon.worker("test");
        carillon.create("job", QUICK);
    }

    @AfterEach
    void stop() {
        worker.close();
        carillon.close();
        database.close();
    }

    @Test
    void a_database_that_is_killed_and_started_again_needs_nobody_to_touch_the_node() throws Exception {
        String before = succeeded();

        database.kill();
        database.start();

        String after = succeeded();
        assertThat(carillon.get(RUNS + before).text("state")).isEqualTo("SUCCEEDED");
        assertThat(carillon.get("/api/v1/namespaces/default/runs?job=job").body())
                .contains(before)
                .contains(after);
    }

    @Test
    void another_node_goes_on_where_the_first_one_stopped() throws Exception {
        String before = succeeded();
        worker.close();
        carillon.close();

        carillon = node("two");
        worker = carillon.worker("test");

        succeeded();
        assertThat(carillon.get(RUNS + before).text("state")).isEqualTo("SUCCEEDED");
    }

    private String succeeded() throws InterruptedException {
        String run = carillon.post("/api/v1/namespaces/default/jobs/job:trigger", "{}")
                .text("id");
        carillon.until(RUNS + run, answer -> answer.body().contains("SUCCEEDED"));
        return run;
    }

    private TestingServer node(String name) {
        return TestingServer.start(
                directory.resolve(name), database.url("carillon"), DatabaseServer.USER, DatabaseServer.PASSWORD);
    }
}
