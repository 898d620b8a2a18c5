package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.CarillonClient;
import io.carillon.client.Page;
import io.carillon.client.RunFilter;
import io.carillon.client.RunView;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
        var ports = DevProcess.Ports.free();
        var moments = new Random(SEED);
        Map<String, Instant> created = new TreeMap<>();
        for (int kill = 0; kill < KILLS; kill++) {
            try (var dev = DevProcess.launch(data, ports)) {
                boolean whileStarting = kill > 0 && moments.nextInt(4) == 0;
                if (!whileStarting) {
                    dev.awaitReady();
                }
                if (kill == 0) {
                    JOBS.forEach((name, task) -> created.put(name, create(dev.client(), name, task)));
                }
                dev.letRun(Duration.ofMillis(moments.nextInt(3_000)));
                dev.kill();
            }
        }

        try (var dev = DevProcess.launch(data, ports)) {
            dev.awaitReady();
            Instant end = latest(dev.client()).truncatedTo(ChronoUnit.SECONDS);
            for (var job : created.entrySet()) {
                List<RunView> records = settled(dev, job.getKey(), end);

                assertThat(problems(job.getKey(), records, job.getValue(), end))
                        .as("seed %d, %d kills, %d records of %s", SEED, KILLS, records.size(), job.getKey())
                        .isEmpty();
            }
            assertThat(dev.terminate()).isZero();
        }
    }

    /** What is wrong with the records of a one-second job, compared with the seconds that there were. */
    private static List<String> problems(String job, List<RunView> records, Instant created, Instant end) {
        var problems = new ArrayList<String>();
        Map<Instant, List<RunView>> bySecond = records.stream()
                .collect(Collectors.groupingBy(run -> run.times().scheduledAt(), TreeMap::new, Collectors.toList()));
        Instant second = created.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (!second.isAfter(end)) {
            List<RunView> here = bySecond.getOrDefault(second, List.of());
            bySecond.remove(second);
            if (here.size() != 1) {
                problems.add(job + " " + second + " has " + here.size() + " records");
            }
            for (RunView run : here) {
                if (!run.state().isFinal()) {
                    problems.add(
                            job + " " + second + " is stuck: " + run.document().text());
                }
            }
            second = second.plusSeconds(1);
        }
        bySecond.keySet().forEach(extra -> problems.add(job + " " + extra + " was never due"));
        return problems;
    }

    /** All records through an instant, once every one of them has ended or the time for that is over. */
    private static List<RunView> settled(DevProcess dev, String job, Instant end) throws InterruptedException {
        List<RunView> records = records(dev.client(), job, end);
        for (int beat = 0; beat < SETTLING.toMillis() / 250; beat++) {
            if (records.stream().allMatch(run -> run.state().isFinal())) {
                return records;
            }
            dev.letRun(Duration.ofMillis(250));
            records = records(dev.client(), job, end);
        }
        return records;
    }

    private static List<RunView> records(CarillonClient client, String job, Instant end) {
        RunFilter ofJob = RunFilter.ofJob(new JobName(job));
        return Page.<RunView>collect(
                        Integer.MAX_VALUE,
                        cursor -> client.runs(Namespace.DEFAULT).list(ofJob, cursor, Page.MAX_LIMIT))
                .items()
                .stream()
                .filter(run -> !run.times().scheduledAt().isAfter(end))
                .toList();
    }

    /** The server's own present, as far as its records tell: the latest run that has been handed out. */
    private static Instant latest(CarillonClient client) {
        return records(client, "every-second", Instant.parse("9999-01-01T00:00:00Z")).stream()
                .filter(run -> run.attempt() > 0)
                .map(run -> run.times().scheduledAt())
                .max(Instant::compareTo)
                .orElseThrow(() -> new AssertionError("no run was ever handed out"));
    }

    private static Instant create(CarillonClient client, String name, String task) {
        return new Jobs(client).create(name, """
                {"triggers": [{"cron": "* * * * * ?"}], "task": %s, "misfire": {"policy": "fireAll", "max": 100000},
                 "retry": {"maxAttempts": 100, "initial": "100ms", "max": "1s"}}""".formatted(task)).createdAt();
    }
}
