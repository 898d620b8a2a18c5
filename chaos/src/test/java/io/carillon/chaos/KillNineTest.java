package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.CarillonClient;
import io.carillon.client.RunView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of a whole installation at random moments, again and again: afterwards every second since the jobs were created has
 * exactly one record, and every record has ended.
 *
 * <p>{@code -Dcarillon.kills=N} and {@code -Dcarillon.seed=S} make it longer or repeat it.
 */
class KillNineTest {

    private static final int KILLS = Integer.getInteger("carillon.kills", 8);
    private static final long SEED = Long.getLong("carillon.seed", 20261121L);
    private static final Duration SETTLING = Duration.ofSeconds(45);

    private static final Map<String, String> JOBS = Map.of(
            "every-second", """
            {"type": "noop", "app": "dev"}""",
            "every-second-slowly", """
            {"type": "noop", "app": "dev", "millis": 700}""",
            "every-second-by-shell", """
            {"type": "shell", "app": "dev", "script": "echo $CARILLON_RUN_ID"}""");

    @Test
    @Timeout(3600)
    void every_due_second_has_exactly_one_record_and_none_is_stuck(@TempDir Path data) throws Exception {
        var ports = NodePorts.free();
        var moments = new Random(SEED);
        List<EverySecond> jobs = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (var dev = NodeProcess.dev(data, ports)) {
                boolean whileStarting = kill > 0 && moments.nextInt(4) == 0;
                if (!whileStarting) {
                    dev.awaitReady();
                }
                if (kill == 0) {
                    JOBS.forEach((name, task) -> jobs.add(EverySecond.create(dev.client(), name, task)));
                }
                dev.letRun(Duration.ofMillis(moments.nextInt(3_000)));
                dev.kill();
            }
        }

        try (var dev = NodeProcess.dev(data, ports)) {
            dev.awaitReady();
            Instant end = latest(dev.client(), jobs).truncatedTo(ChronoUnit.SECONDS);
            for (EverySecond job : jobs) {
                List<RunView> records = settled(dev, job, end);

                assertThat(job.problems(records, end))
                        .as("seed %d, %d kills, %d records of %s", SEED, KILLS, records.size(), job.job())
                        .isEmpty();
            }
            assertThat(dev.terminate()).isZero();
        }
    }

    /** All records through an instant, once every one of them has ended or the time for that is over. */
    private static List<RunView> settled(NodeProcess dev, EverySecond job, Instant end) throws InterruptedException {
        List<RunView> records = job.records(dev.client(), end);
        for (int beat = 0; beat < SETTLING.toMillis() / 250; beat++) {
            if (records.stream().allMatch(run -> run.state().isFinal())) {
                return records;
            }
            dev.letRun(Duration.ofMillis(250));
            records = job.records(dev.client(), end);
        }
        return records;
    }

    /** The server's own present, as far as its records tell: the latest run that has been handed out. */
    private static Instant latest(CarillonClient client, List<EverySecond> jobs) {
        return jobs.getFirst().records(client, Instant.parse("9999-01-01T00:00:00Z")).stream()
                .filter(run -> run.attempt() > 0)
                .map(run -> run.times().scheduledAt())
                .max(Instant::compareTo)
                .orElseThrow(() -> new AssertionError("no run was ever handed out"));
    }
}
