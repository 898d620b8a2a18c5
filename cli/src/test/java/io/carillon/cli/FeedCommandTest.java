package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.engine.Retained;
import io.carillon.model.Problem;
import io.carillon.model.json.Json;
import io.carillon.server.CarillonServer;
import io.carillon.server.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of any length, in batches: over REST against answers, over gRPC against a real node. */
@Timeout(120)
class FeedCommandTest {

    private static final String BATCH = "POST /api/v1/namespaces/default/runs:batch";
    private static final String TOKEN = "a-token-for-this-test-only";
    private static final String LATER = "{\"at\": \"2099-01-01T00:00:00Z\"}\n";
    private static final String JOB = """
            apiVersion: carillon/v1
            kind: Job
            metadata: {name: nightly}
            spec: {task: {type: noop, app: demo}}
            """;

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

    @Test
    void lines_go_in_batches_and_what_is_said_at_the_end_is_how_many() {
        cli.file("runs.jsonl", "{\"key\": \"a\", \"priority\": 7}\n\n{}\n{}\n");
        api.answer(BATCH, 201, Json.parse("{\"ids\": [\"0000000000001\", \"0000000000002\"]}"));
        api.answer(BATCH, 201, Json.parse("{\"ids\": [\"0000000000003\"]}"));

        var result = cli.run("run", "feed", "nightly", "-f", "runs.jsonl", "--batch", "2");

        assertThat(result).isEqualTo(new Cli.Result(0, "3 runs of job default/nightly in 2 batches\n", ""));
        assertThat(Json.parse(api.requests().getFirst().body()))
                .isEqualTo(Json.parse("{\"job\": \"nightly\", \"runs\": [{\"key\": \"a\", \"priority\": 7}, {}]}"));
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void a_program_gets_the_numbers_and_a_person_sees_them_grow() {
        api.answer(BATCH, 201, Json.parse("{\"ids\": [\"0000000000001\"]}"));

        var result = cli.width(80).input("{}").run("run", "feed", "nightly", "-f", "-", "-o", "json");

        assertThat(Json.parse(result.out())).isEqualTo(Json.parse("{\"runs\": 1, \"batches\": 1}"));
        assertThat(result.err()).contains("1 runs are there");
    }

    @Test
    void a_line_that_makes_no_sense_ends_it_and_what_was_taken_before_stays() {
        cli.file("runs.jsonl", "{}\n{\"at\": \"soon\"}\n{}\n");
        api.answer(BATCH, 201, Json.parse("{\"ids\": [\"0000000000001\"]}"));

        var result = cli.run("run", "feed", "nightly", "-f", "runs.jsonl", "--batch", "1");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains("1 runs are there", "runs.jsonl:2: /at: ");
        assertThat(api.requests()).hasSize(1);
    }

    @Test
    void a_batch_that_is_refused_ends_it_with_the_lines_that_are_wrong() {
        cli.file("runs.jsonl", "{}\n\n{}\n{}\n{}\n{}\n");
        api.answer(BATCH, 201, Json.parse("{\"ids\": [\"0000000000001\", \"0000000000002\"]}"));
        api.refuse(BATCH, 422, "invalid-request", new Problem("/runs/1/key", "invalid-value", "too long"));

        var result = cli.run("run", "feed", "nightly", "-f", "runs.jsonl", "--batch", "2");

        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err())
                .contains("2 runs are there", "runs.jsonl:4-5: ", "(invalid-request)", "runs.jsonl:5: /key: too long");
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void what_can_not_be_understood_asks_nobody() {
        cli.file("bytes.jsonl", "{}\n").file("long.jsonl", " ".repeat((1 << 20) + 1));

        assertThat(feed("bytes.jsonl", "--batch", "0").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(feed("bytes.jsonl", "--batch", "10001").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(feed("bytes.jsonl", "--grpc", "http://localhost").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(feed("missing.jsonl").err()).contains("missing.jsonl: can't be read");
        assertThat(feed("long.jsonl").err()).contains("long.jsonl:1: a line has at most");
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void a_node_is_fed_over_grpc() {
        try (var server = start()) {
            declare(server);
            cli.file("runs.jsonl", LATER.repeat(2_500)).file("one.jsonl", "{\"key\": \"\"}\n");
            String grpc = "localhost:" + server.grpcPort();

            var fed = feed("runs.jsonl", "--grpc", grpc, "--batch", "100");
            var refused = feed("one.jsonl", "--grpc", grpc);
            var absent = cli.run("run", "feed", "absent", "-f", "runs.jsonl", "--grpc", grpc);
            var stranger = feed("runs.jsonl", "--grpc", grpc, "--token", "another-token-than-that");

            assertThat(fed).isEqualTo(new Cli.Result(0, "2500 runs of job default/nightly in 25 batches\n", ""));
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err()).contains("one.jsonl:1: /key: a key has 1 to 256 characters");
            assertThat(absent.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
            assertThat(absent.err()).contains("0 runs are there", "(job-not-found)");
            assertThat(stranger.exitCode()).isEqualTo(ExitCode.AUTH);
            assertThat(stranger.err()).contains("The token came from CARILLON_TOKEN");
        }
    }

    @Test
    void where_no_node_answers_nothing_was_sent() throws IOException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        cli.file("runs.jsonl", LATER);

        var result = feed("runs.jsonl", "--grpc", "localhost:" + free);

        assertThat(result.exitCode()).isEqualTo(ExitCode.UNREACHABLE);
        assertThat(result.err()).contains("0 runs are there", "no answer from grpc://localhost:" + free);
    }

    private Cli.Result feed(String file, String... more) {
        var arguments = new ArrayList<>(List.of("run", "feed", "nightly", "-f", file));
        arguments.addAll(List.of(more));
        return cli.run(arguments.toArray(String[]::new));
    }

    private void declare(CarillonServer server) {
        cli.with("CARILLON_SERVER", "http://127.0.0.1:" + server.httpPort()).with("CARILLON_TOKEN", TOKEN);
        cli.file("job.yaml", JOB);
        assertThat(cli.run("app", "create", "demo").exitCode()).isZero();
        assertThat(cli.run("apply", "-f", "job.yaml").exitCode()).isZero();
    }

    private CarillonServer start() {
        return CarillonServer.start(new ServerSettings(
                InetAddress.getLoopbackAddress(),
                0,
                0,
                0,
                directory.resolve("data"),
                Retained.DEFAULT,
                null,
                null,
                ServerSettings.Logs.DEFAULT,
                null,
                ServerSettings.Cluster.USUAL,
                null,
                TOKEN));
    }
}
