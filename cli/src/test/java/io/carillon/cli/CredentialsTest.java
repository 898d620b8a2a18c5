package io.carillon.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.testing.TestingApi;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    private static final String WORKERS = "GET /api/v1/workers";

    private final TestingApi api = TestingApi.start().answer(WORKERS, 200, Answers.list());

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
    void a_flag_comes_before_a_variable_and_a_variable_before_a_file() {
        cli.file("settings", "CARILLON_TOKEN=from-settings\n")
                .file("data/admin-token", "from-data\n")
                .with("CARILLON_CONFIG", "settings");

        cli.run("worker", "list", "--token", "from-flag");
        cli.with("CARILLON_TOKEN", "from-variable").run("worker", "list");
        cli.with("CARILLON_TOKEN", "").run("worker", "list");

        assertThat(api.requests())
                .extracting(TestingApi.Request::authorization)
                .containsExactly("Bearer from-flag", "Bearer from-variable", "Bearer from-settings");
    }

    @Test
    void an_admin_s_variable_will_do() {
        cli.with("CARILLON_ADMIN_TOKEN", "from-admin").run("worker", "list");

        assertThat(api.requests().getFirst().authorization()).isEqualTo("Bearer from-admin");
    }

    @Test
    void a_server_on_this_machine_is_sent_the_token_that_it_keeps() {
        cli.file("data/admin-token", "kept\n").run("worker", "list");
        cli.file("elsewhere/admin-token", "kept-there\n")
                .with("CARILLON_DATA_DIR", "elsewhere")
                .run("worker", "list");

        assertThat(api.requests())
                .extracting(TestingApi.Request::authorization)
                .containsExactly("Bearer kept", "Bearer kept-there");
    }

    @Test
    void a_refused_token_is_told_with_where_it_came_from() {
        api.refuse("GET /api/v1/nodes", 401, "unauthorized");

        var kept = cli.file("data/admin-token", "stale").run("node", "list");
        var given = cli.with("CARILLON_TOKEN", "mine").run("node", "list");

        assertThat(kept.exitCode()).isEqualTo(4);
        assertThat(kept.err()).contains("The token came from " + directory.resolve("data/admin-token"));
        assertThat(given.err()).contains("The token came from CARILLON_TOKEN").doesNotContain("mine");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost,true",
        "LOCALHOST,true",
        "127.0.0.1,true",
        "127.9.9.9,true",
        "[::1],true",
        "localhost.evil.example,false",
        "127.0.0.1.evil.example,false",
        "10.0.0.1,false",
        "[::2],false",
        "0.0.0.0,false",
        "example.org,false"
    })
    void only_this_machine_is_loopback(String host, boolean loopback) {
        assertThat(Credentials.isLoopback(host)).isEqualTo(loopback);
    }

    @Test
    void a_token_that_can_t_be_sent_is_not_repeated() {
        var result = cli.with("CARILLON_TOKEN", "se cret").run("worker", "list");

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("CARILLON_TOKEN").doesNotContain("se cret");
    }

    @Test
    void an_unknown_setting_in_a_file_is_told_with_the_one_that_was_meant() {
        var result = cli.file("settings", "CARILLON_TOKN=x\n").run("worker", "list", "--config", "settings");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("unknown setting 'CARILLON_TOKN'").contains("did you mean CARILLON_TOKEN?");
    }
}
