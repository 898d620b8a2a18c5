package io.carillon.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.engine.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was acknowledged is there after the process was killed in the middle of its writes, and nothing is half there. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class KillTest {

    private static final int KILLS = 5;

    @TempDir
    private Path directory;

    @Test
    void what_was_acknowledged_survives_a_kill_and_nothing_is_half_done() throws Exception {
        for (int kill = 1; kill <= KILLS; kill++) {
            long acknowledged = killAfter(10L * kill + 7);

            try (JdbcStore store = EmbeddedDatabase.open(directory)) {
                assertThat(store.lastBatch(Subject.NODE)).isBetween(acknowledged, acknowledged + 1);
                long batchesOfRuns = store.lastBatch(Subject.NODE) - kill;
                assertThat(number("SELECT count(*) FROM live"))
                        .isEqualTo(batchesOfRuns * KilledWriter.RUNS_IN_BATCH / 2);
                assertThat(number("SELECT sum(runs) FROM done_20270101"))
                        .isEqualTo(batchesOfRuns * KilledWriter.RUNS_IN_BATCH / 2);
                assertThat(text("PRAGMA integrity_check")).isEqualTo("ok");
            }
        }
    }

    @Test
    void a_directory_that_another_process_uses_is_refused_until_that_process_is_gone() throws Exception {
        Process other = start();
        try (BufferedReader acknowledgements = other.inputReader(US_ASCII)) {
            assertThat(acknowledgements.readLine()).isEqualTo("1");

            assertThatThrownBy(() -> EmbeddedDatabase.open(directory))
                    .isInstanceOfSatisfying(
                            StoreException.class,
                            refusal -> assertThat(refusal.code()).isEqualTo(StoreException.Code.IN_USE))
                    .hasMessageContaining("process " + other.pid());
        } finally {
            kill(other);
        }
        EmbeddedDatabase.open(directory).close();
    }

    /** Returns the last batch that was acknowledged. */
    private long killAfter(long batches) throws Exception {
        Process writer = start();
        long last = 0;
        try (BufferedReader acknowledgements = writer.inputReader(US_ASCII)) {
            for (long i = 0; i < batches; i++) {
                last = Long.parseLong(acknowledgements.readLine());
            }
            // Through its handle, because the process itself would close what it has said as well.
            assertThat(writer.toHandle().destroyForcibly()).isTrue();
            last = Math.max(last, lastOf(acknowledgements));
        } finally {
            kill(writer);
        }
        return last;
    }

    /** What was said before the kill and not heard yet; its last line may be cut short, and then it is a smaller number. */
    private static long lastOf(BufferedReader acknowledgements) {
        return acknowledgements
                .lines()
                .filter(line -> !line.isEmpty())
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    private Process start() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledWriter.class.getName(),
                        directory.toString())
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static void kill(Process process) throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private long number(String sql) throws SQLException {
        return Long.parseLong(text(sql));
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("carillon.db"));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
