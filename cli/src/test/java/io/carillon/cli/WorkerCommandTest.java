package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a worker refuses to start with, so that no job has to find out. */
class WorkerCommandTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--interpreter=python=/no/such/python | interpreter python: /no/such/python is not",
                "--interpreter=python=python3 | interpreter python: python3 is not the absolute path",
                "--script-memory=lots | \"lots\" is not an amount of memory",
                "--script-cpus=0 | at least 0.01 of a processor",
                "--script-processes=0 | at least one process",
                "--allow-network=db.example | is not an address or a network",
                "--sql-file=none | none can't be read",
                "--plugins-dir=none | none can't be read",
                "--tls-ca=nowhere.crt | nowhere.crt",
                "--tls-cert=worker.crt | belong together",
                "--tls-key=worker.key | belong together"
            })
    void what_tasks_could_not_use_is_refused_at_the_start(String flag, String message) {
        var result = worker(new Cli(directory), flag);

        assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(result.err()).contains(message);
    }

    @Test
    void the_files_of_a_worker_can_be_named_by_variables_too() {
        assertThat(worker(new Cli(directory).with("CARILLON_SQL_FILE", "no-sql"))
                        .err())
                .contains(directory.resolve("no-sql").toString());
        assertThat(worker(new Cli(directory).with("CARILLON_PLUGINS_DIR", "no-jars"))
                        .err())
                .contains(directory.resolve("no-jars").toString());
        assertThat(worker(new Cli(directory).with("CARILLON_TLS_CA", "nowhere.crt"))
                        .err())
                .contains(directory.resolve("nowhere.crt").toString());
    }

    @Test
    void whether_a_worker_speaks_tls_is_a_yes_or_a_no() {
        assertThat(worker(new Cli(directory).with("CARILLON_TLS", "perhaps")).err())
                .contains("CARILLON_TLS is true or false, not 'perhaps'");
    }

    private static Cli.Result worker(Cli cli, String... flags) {
        var common = Stream.of("worker", "--app=dev", "--token=not-a-secret-token");
        return cli.run(Stream.concat(common, Arrays.stream(flags)).toArray(String[]::new));
    }
}
