package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses to encrypt its gRPC port with; {@link WorkerCommandTest} has the workers' side. */
class TlsOptionsTest {

    @TempDir
    private Path directory;

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
}
