package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.json.Json;
import io.carillon.worker.Worker;
import io.carillon.worker.WorkerBuilder;
import io.carillon.worker.task.GatherHandler;
import io.carillon.worker.task.JobContext;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose handlers find out into which parts they fall, as anybody asks for them, done by real workers. */
class MappedRunsTest {

    private static final String JOBS = "/api/v1/namespaces/default/jobs";
    private static final String RUNS = "/api/v1/namespaces/default/runs";

    @TempDir
    static Path data;

    private static TestingServer carillon;
    private static List<Worker> workers;

    record Table(int rows) {}

    record Row(int row) {}

    record Sum(long of) {}

    /** Adds up the numbers of the rows. */
    private static final class Adding implements GatherHandler<Table, Row, Row> {

        @Override
        public Collection<Row> map(Table table, JobContext run) {
            return IntStream.range(0, table.rows()).mapToObj(Row::new).toList();
        }

        @Override
        public Object each(Row row, JobContext run) {
            return row;
        }

        @Override
        public Object gather(Table table, Stream<Row> rows, JobContext run) {
            return new Sum(rows.mapToLong(Row::row).sum());
        }
    }

    @BeforeAll
    static void start() throws InterruptedException {
        carillon = TestingServer.start(data);
        workers = List.of(
                carillon.connected(adding().workerId("adding-1")), carillon.connected(adding().workerId("adding-2")));
    }

    private static WorkerBuilder adding() {
        return Worker.builder().app("test").slots(8).handler("add", Table.class, Row.class, Row.class, new Adding());
    }

    @AfterAll
    static void stop() {
        workers.forEach(Worker::close);
        carillon.close();
    }

    @Test
    void thousands_of_parts_come_to_one_result() throws Exception {
        carillon.create("sum", """
                {"task": {"type": "handler", "app": "test", "handler": "add"}}""");

        String run = carillon.post(JOBS + "/sum:trigger", "{\"params\": {\"rows\": 3000}}")
                .text("id");
        Json.Obj done = carillon.until(
                        RUNS + "/" + run, answer -> answer.text("state").equals("SUCCEEDED"))
                .json();
        Json.Obj last = carillon.get(RUNS + "?shardOf=" + run + "&limit=1").json();

        assertThat(done.get("result"))
                .contains(Json.object().put("of", 4_498_500L).build());
        assertThat(done.get("gathers")).contains(Json.of(true));
        assertThat(done.get("attempt")).contains(Json.of(2));
        assertThat(((Json.Arr) done.get("shards").orElseThrow()).items()).hasSize(1_000);
        assertThat(done.get("moreShards")).contains(Json.of(true));
        assertThat(last.text()).contains("\"shardOf\":\"" + run + "\"");
    }
}
