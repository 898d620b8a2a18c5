package io.carillon.server.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Purged;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.store.EmbeddedDatabase;
import io.carillon.store.JdbcStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed while it writes an archive: no half file is taken for a whole one, and nothing is deleted that is in none. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class KilledArchivingTest {

    private static final int STEPS = 120;
    private static final int BYTES_THAT_DO_NOT_SHRINK = 200;

    @TempDir
    private Path parent;

    @Test
    void a_process_that_is_killed_amid_an_archive_file_leaves_all_of_the_day_to_the_next() throws Exception {
        var random = new Random(20261121);
        Path data = parent.resolve("data");
        Path archive = parent.resolve("archive");
        List<RunId> all = PastDay.fill(data, STEPS * KilledArchiving.STEP, () -> noise(random));

        for (int kill = 1; kill <= 3; kill++) {
            killAfter(kill * 25, data, archive);

            List<String> left = PastDay.files(archive);
            assertThat(left).isNotEmpty().allMatch(name -> name.endsWith(".part"));
            assertThat(sizes(archive, left)).as("%s", left).anyMatch(size -> size > 0);
            try (JdbcStore store = EmbeddedDatabase.open(data)) {
                assertThat(all).allMatch(id -> PastDay.isThere(store, id));
            }
        }

        try (JdbcStore store = EmbeddedDatabase.open(data, new FileArchive(archive))) {
            Purged purged = store.purge(PastDay.slice(KilledArchiving.STEP));
            while (purged.more()) {
                purged = store.purge(PastDay.slice(KilledArchiving.STEP));
            }
            assertThat(all).noneMatch(id -> PastDay.isThere(store, id));
        }
        assertThat(PastDay.archived(archive))
                .containsExactlyElementsOf(all.stream().map(RunId::toString).toList());
    }

    private static void killAfter(int steps, Path data, Path archive) throws Exception {
        Process process = start(data, archive);
        try (BufferedReader done = process.inputReader(US_ASCII)) {
            for (int step = 0; step < steps; step++) {
                assertThat(done.readLine()).isNotNull();
            }
            assertThat(process.toHandle().destroyForcibly()).isTrue();
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static Process start(Path data, Path archive) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledArchiving.class.getName(),
                        data.toString(),
                        archive.toString())
                .redirectError(Redirect.INHERIT)
                .start();
    }

    private static List<Long> sizes(Path archive, List<String> names) {
        return names.stream()
                .map(name -> archive.resolve(name).toFile().length())
                .toList();
    }

    private static Json noise(Random random) {
        var bytes = new byte[BYTES_THAT_DO_NOT_SHRINK];
        random.nextBytes(bytes);
        return Json.of(HexFormat.of().formatHex(bytes));
    }
}
