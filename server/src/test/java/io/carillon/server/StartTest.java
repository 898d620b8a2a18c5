package io.carillon.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.carillon.store.EmbeddedDatabase;
import io.carillon.worker.Worker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StartTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource({"CARILLON_HTTP_PORT", "CARILLON_GRPC_PORT", "CARILLON_MANAGEMENT_PORT"})
    void a_port_that_is_taken_is_named_with_its_setting_and_nothing_is_left_running(String setting) throws IOException {
        try (var taken = new ServerSocket(0, 1, LOOPBACK)) {
            ServerSettings settings = ports(Map.of(setting, Integer.toString(taken.getLocalPort())));

            var refused = catchThrowableOfType(StartException.class, () -> CarillonServer.start(settings));

            assertThat(refused).hasMessageContaining(setting).hasMessageContaining("" + taken.getLocalPort());
        }
        assertDirectoryIsFree();
    }

    private ServerSettings ports(Map<String, String> named) {
        return ServerSettings.read(
                name -> switch (name) {
                    case "CARILLON_DATA_DIR" -> data.toString();
                    case "CARILLON_HTTP_PORT", "CARILLON_GRPC_PORT", "CARILLON_MANAGEMENT_PORT" ->
                        named.getOrDefault(name, "0");
                    default -> null;
                },
                LOOPBACK);
    }

    /** Opening it is the proof: it can be opened once. */
    private void assertDirectoryIsFree() {
        EmbeddedDatabase.open(data).close();
    }

    @Test
    void what_was_acknowledged_is_there_after_a_restart_and_nobody_else_may_have_the_directory() throws Exception {
        String id;
        try (var first = TestingServer.start(data);
                Worker _ = first.worker("test")) {
            first.create("kept", "{\"task\": {\"type\": \"noop\", \"app\": \"test\"}}");
            id = first.post("/api/v1/namespaces/default/jobs/kept:trigger", "{\"key\": \"k\"}")
                    .text("id");
            first.until(run(id), answer -> answer.text("state").equals("SUCCEEDED"));

            var refused = catchThrowableOfType(StartException.class, () -> TestingServer.start(data));

            assertThat(refused)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("CARILLON_DATA_DIR");
            assertThat(first.get(run(id)).status()).isEqualTo(200);
        }

        try (var second = TestingServer.start(data)) {
            assertThat(second.get("/api/v1/namespaces/default/jobs").body()).contains("\"kept\"");
            assertThat(second.get(run(id)).text("state")).isEqualTo("SUCCEEDED");
            var repeated = second.post("/api/v1/namespaces/default/jobs/kept:trigger", "{\"key\": \"k\"}");
            assertThat(repeated.status()).isEqualTo(200);
            assertThat(repeated.text("id")).isEqualTo(id);
        }
    }

    private static String run(String id) {
        return "/api/v1/namespaces/default/runs/" + id;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "default_token", "password"})
    void a_weak_admin_token_is_refused(String token) {
        var refused = catchThrowableOfType(
                StartException.class,
                () -> ServerSettings.read(name -> name.equals("CARILLON_ADMIN_TOKEN") ? token : null, LOOPBACK));

        assertThat(refused).hasMessageContaining("CARILLON_ADMIN_TOKEN").hasMessageContaining("16");
    }

    @Test
    void history_is_archived_only_where_somebody_asked_for_it() {
        ServerSettings usual = ServerSettings.read(_ -> null, LOOPBACK);
        ServerSettings asked = ServerSettings.read(
                name -> name.equals("CARILLON_ARCHIVE_DIR") ? data + "/x/../archive" : null, LOOPBACK);

        assertThat(usual.archiveDirectory()).isNull();
        assertThat(asked.archiveDirectory()).isEqualTo(data.resolve("archive"));
    }

    @Test
    void how_much_is_kept_of_what_runs_say_can_be_said() {
        ServerSettings usual = ServerSettings.read(_ -> null, LOOPBACK);
        var said = Map.of(
                "CARILLON_RETENTION_LOGS", "forever", "CARILLON_LOG_LIMIT", " 64 ", "CARILLON_LOG_FOLLOWERS", "3");
        ServerSettings asked = ServerSettings.read(said::get, LOOPBACK);

        assertThat(usual.logs()).isEqualTo(new ServerSettings.Logs(1 << 20, 200));
        assertThat(usual.retained().logs()).isEqualTo(Duration.ofDays(7));
        assertThat(asked.logs()).isEqualTo(new ServerSettings.Logs(64 << 10, 3));
        assertThat(asked.retained().logs()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1MiB", "99999999999"})
    void a_limit_of_logs_that_is_none_is_refused_with_its_setting(String limit) {
        var refused = catchThrowableOfType(
                StartException.class,
                () -> ServerSettings.read(name -> name.equals("CARILLON_LOG_LIMIT") ? limit : null, LOOPBACK));

        assertThat(refused).hasMessageContaining("CARILLON_LOG_LIMIT").hasMessageContaining(limit);
    }

    @Test
    void the_metrics_of_the_archive_are_there_where_there_is_one() {
        try (var archiving = TestingServer.archiving(data, data.resolve("archive"))) {
            var metrics = archiving.manage("/actuator/prometheus").body();

            assertThat(metrics).contains("carillon_archived_total 0", "carillon_archive_failures_total 0");
        }
    }

    @Test
    void a_database_that_this_version_cannot_use_is_refused_and_not_ignored() {
        var refused = catchThrowableOfType(
                StartException.class,
                () -> ServerSettings.read(
                        name -> name.equals("CARILLON_DB_URL") ? "jdbc:h2:mem:carillon" : null, LOOPBACK));

        assertThat(refused).hasMessageContaining("CARILLON_DB_URL").hasMessageContaining("jdbc:postgresql:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "-1", "65536", "80 80"})
    void a_port_that_is_none_is_refused_with_its_setting(String port) {
        var refused = catchThrowableOfType(StartException.class, () -> ports(Map.of("CARILLON_GRPC_PORT", port)));

        assertThat(refused).hasMessageContaining("CARILLON_GRPC_PORT").hasMessageContaining(port);
    }

    @Test
    void a_token_is_made_once_and_only_its_owner_may_read_it() throws IOException {
        AdminToken made = AdminToken.of(null, data.resolve("new"));
        AdminToken again = AdminToken.of(null, data.resolve("new"));

        Path file = data.resolve("new").resolve("admin-token");
        assertThat(made.file()).isEqualTo(file);
        assertThat(made.text()).hasSizeGreaterThan(43).isEqualTo(again.text());
        assertThat(Files.readString(file).trim()).isEqualTo(made.text());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.matches("Bearer " + made.text())).isTrue();
        assertThat(made.matches("Bearer")).isFalse();
    }

    @Test
    void two_settings_that_name_one_port_are_both_named() throws IOException {
        int free = freePort();
        ServerSettings settings = ports(Map.of("CARILLON_HTTP_PORT", "" + free, "CARILLON_MANAGEMENT_PORT", "" + free));

        var refused = catchThrowableOfType(StartException.class, () -> CarillonServer.start(settings));

        assertThat(refused).hasMessageContaining("CARILLON_HTTP_PORT").hasMessageContaining("CARILLON_MANAGEMENT_PORT");
        assertDirectoryIsFree();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void a_token_file_that_was_cut_off_is_refused_and_does_not_open_the_door() throws IOException {
        Files.createFile(data.resolve("admin-token"));

        var refused = catchThrowableOfType(StartException.class, () -> AdminToken.of(null, data));

        assertThat(refused).hasMessageContaining("admin-token");
    }
}
