package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.json.Json;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in parts on the command line. */
class ShardCommandsTest {

    private static final String RUNS = "/api/v1/namespaces/default/runs";

    private final TestingApi api = TestingApi.start();

    @TempDir
    private Path directory;

    private Cli cli;

    @BeforeEach
    void pointAtApi() {
        cli = new Cli(directory).asking(api);
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static Json part() {
        return Answers.with(
                Answers.run("FAILED"),
                Map.of(
                        "shardOf", Json.of("0000000000001"),
                        "shardIndex", Json.of(3),
                        "shardTotal", Json.of(16)));
    }

    @Test
    void a_run_in_parts_is_shown_with_them() {
        Json shards = Json.parse("""
                [{"index": 0, "id": "0000000000101", "state": "SUCCEEDED", "attempt": 1, "worker": "w1"},
                 {"index": 1, "id": "0000000000102", "state": "FAILED", "attempt": 3, "worker": "w2",
                  "error": {"code": "BOOM", "message": "it broke"}}]""");
        api.answer(
                "GET " + RUNS + "/" + Answers.RUN, 200, Answers.with(Answers.run("FAILED"), Map.of("shards", shards)));

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.out())
                .containsPattern("SHARD +RUN +STATE")
                .containsPattern("0 +0000000000101 +SUCCEEDED +1 +w1")
                .containsPattern("1 +0000000000102 +FAILED +3 +w2");
    }

    @Test
    void a_part_is_shown_with_the_run_that_it_is_a_part_of() {
        api.answer("GET " + RUNS + "/" + Answers.RUN, 200, part());

        var result = cli.run("run", "show", Answers.RUN);

        assertThat(result.out()).containsPattern("Shard: +3 of 16 of run 0000000000001");
    }

    @Test
    void the_parts_of_a_run_are_listed_when_they_are_asked_for() {
        api.answer("GET " + RUNS + "?shardOf=0000000000001&limit=100", 200, Answers.list(part()));

        var result = cli.run("run", "list", "--shard-of", "0000000000001");

        assertThat(result.exitCode()).isZero();
        assertThat(result.out()).contains(Answers.RUN);
    }
}
