package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import io.carillon.model.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

    private static final String JOB = "GET /api/v1/namespaces/default/jobs/nightly";

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

    @ParameterizedTest
    @CsvSource({"400,1", "401,4", "403,4", "404,3", "409,5", "412,5", "422,1", "500,1", "503,1"})
    void an_exit_code_says_what_kind_of_refusal_it_was(int status, int exitCode) {
        api.refuse(JOB, status, "some-code");

        var result = cli.run("job", "show", "nightly");

        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("error: Refused: because of some-code (some-code)\n");
    }

    @Test
    void every_problem_is_told_with_its_pointer() {
        var first = new Problem("/spec/a", "x", "is \u001b[2Jwrong");
        var second = new Problem("", "y", "all of it");
        api.refuse(JOB, 422, "invalid", first, second);

        var result = cli.run("job", "show", "nightly");

        assertThat(result.err().lines().skip(1)).containsExactly("  /spec/a: is \\u001b[2Jwrong", "  all of it");
    }

    @Test
    void a_server_that_is_not_there_is_named_with_what_to_do() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }

        var result = cli.run("job", "list", "--server", "http://127.0.0.1:" + port);

        assertThat(result).isEqualTo(new Cli.Result(6, "", """
                error: no answer from http://127.0.0.1:%d: connection refused
                  Start a server with 'carillon dev' or 'carillon server',
                  or name the one you mean with --server or CARILLON_SERVER.
                """.formatted(port)));
    }

    @Test
    void something_that_is_no_carillon_server_is_called_that() {
        api.answer(JOB, 200, "text/html", "<html>");

        var result = cli.run("job", "show", "nightly");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("is not JSON").contains("Carillon server");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "jobs list            | Did you mean 'carillon job'?",
                "job lst              | Did you mean 'carillon job list'?",
                "job lsit             | Did you mean 'carillon job list'?",
                "zzz                  | Commands: dev, server, worker, apply",
                "job list --servr x   | Possible solutions: --server",
                "job show             | Missing required parameter: 'JOB'",
                "job                  | Missing required subcommand",
                "job show a/b         | 'a/b': a job name has",
                "run show 17          | '17' is not the id of a run",
                "run list --state ok  | expected one of PENDING",
                "run list --from noon | expected an instant such as",
                "run list --limit 0   | --limit takes a number",
                "job list -o xml      | [TABLE, JSON, YAML]",
                "apply                | Missing required option: '--file",
                "job list --server localhost:8080 | like http://localhost:8080, not 'localhost:8080'",
                "cron explain * --zone Mars | expected a time zone",
                "help jbo             | there is no command 'jbo'"
            })
    void a_mistake_in_a_command_is_told_with_what_was_meant(String line, String told) {
        var result = cli.run(line.strip().split(" "));

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains(told);
        assertThat(result.out()).isEmpty();
        assertThat(api.questions()).isEmpty();
    }

    @Test
    void help_is_there_at_every_depth() {
        var byOption = cli.run("job", "trigger", "--help");
        var byCommand = cli.run("help", "job", "trigger");

        assertThat(byOption).isEqualTo(byCommand);
        assertThat(byCommand.exitCode()).isZero();
        assertThat(byCommand.out()).startsWith("Usage: carillon job trigger").contains("--param");
    }

    @Test
    void a_file_that_is_not_there_is_a_failure() {
        var result = cli.run("apply", "-f", "absent.yaml");

        assertThat(result).isEqualTo(new Cli.Result(1, "", "error: absent.yaml: there is no such file\n"));
    }
}
