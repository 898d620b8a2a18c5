package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong with files for TLS is said at the start, by whichever way they were named. */
class TlsOptionsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--tls-ca=nowhere.crt | nowhere.crt",
                "--tls-cert=worker.crt | belong together",
                "--tls-key=worker.key | belong together"
            })
    void a_worker_does_not_start_with_what_it_cannot_use(String flag, String message) {
        var result = worker(new Cli(directory), flag);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
    }

    @Test
    void the_files_of_a_worker_can_be_named_by_variables_too() {
        assertThat(worker(new Cli(directory).with("CARILLON_TLS_CA", "nowhere.crt"))
                        .err())
                .contains(directory.resolve("nowhere.crt").toString());
        assertThat(worker(new Cli(directory).with("CARILLON_TLS", "perhaps")).err())
                .contains("CARILLON_TLS is true or false, not 'perhaps'");
    }

    @Test
    void a_server_does_not_start_with_what_it_cannot_use() {
        var halved = new Cli(directory).run("server", "--grpc-tls-cert=server.crt");
        var absent = new Cli(directory)
                .run(
                        "server",
                        "--http-port=0",
                        "--grpc-port=0",
                        "--management-port=0",
                        "--grpc-tls-cert=a.crt",
                        "--grpc-tls-key=a.key");

        assertThat(halved.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(halved.err()).contains("CARILLON_GRPC_TLS_CERT and CARILLON_GRPC_TLS_KEY belong together");
        assertThat(absent.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(absent.err()).contains(directory.resolve("a.crt") + " can't be read");
    }

    @Test
    void dev_stays_on_this_machine_and_says_so() {
        var result = new Cli(directory).run("dev", "--grpc-tls-cert=a.crt", "--grpc-tls-key=a.key");

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains("carillon server");
    }

    private static Cli.Result worker(Cli cli, String... flags) {
        var arguments = new ArrayList<>(List.of("worker", "--app=dev", "--token=not-a-secret-token"));
        arguments.addAll(List.of(flags));
        return cli.run(arguments.toArray(String[]::new));
    }
}
