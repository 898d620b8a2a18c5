package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server refuses to look for other nodes with; none of these gets as far as to open a port. */
class MembershipOptionsTest {

    private static final String DATABASE = "jdbc:postgresql://127.0.0.1:1/carillon";

    @TempDir
    private Path directory;

    @Test
    void a_typing_error_is_told_with_what_there_is() {
        assertRefused(
                cli().run("server", "--membership=zookeper://a"),
                "CARILLON_MEMBERSHIP",
                "'zookeper'",
                "zookeeper://host:2181/path");
    }

    @Test
    void a_password_in_the_address_is_refused_and_shown_nowhere() {
        var result = cli().run("server", "--membership=redis://:hush@cache");

        assertRefused(result, "CARILLON_MEMBERSHIP", "logs");
        assertThat(result.err() + result.out()).doesNotContain("hush");
    }

    @Test
    void an_embedded_database_has_no_use_for_it() {
        assertRefused(
                new Cli(directory).run("server", "--membership=redis://cache"),
                "CARILLON_MEMBERSHIP",
                "CARILLON_DB_URL");
    }

    @Test
    void what_belongs_together_is_asked_for() {
        assertRefused(
                cli().run("server", "--membership=etcds://a", "--membership-ca=absent.crt"),
                "CARILLON_MEMBERSHIP_CA",
                directory.resolve("absent.crt") + ", which can't be read");
        assertRefused(
                cli().with("CARILLON_MEMBERSHIP", "zookeeper://a")
                        .with("CARILLON_MEMBERSHIP_PASSWORD", "hush")
                        .run("server"),
                "CARILLON_MEMBERSHIP_USER");
    }

    private Cli cli() {
        return new Cli(directory).with("CARILLON_DB_URL", DATABASE);
    }

    private static void assertRefused(Cli.Result result, String... words) {
        assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(result.err()).contains(words);
    }
}
