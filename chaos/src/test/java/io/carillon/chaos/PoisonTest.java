package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.carillon.client.RunView;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that harm whoever does them: each ends, its record says how, and everything else goes on. */
@Timeout(120)
class PoisonTest {

    private static final String ONCE = "\"retry\": {\"maxAttempts\": 1}";

    @TempDir
    static Path data;

    private static Installation carillon;
    private static Jobs jobs;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() throws Exception {
        carillon = Installation.start(data);
        jobs = carillon.jobs();
    }

    @AfterAll
    static void stop() {
        carillon.close();
    }

    @Test
    void a_fork_bomb_stays_within_its_limit_and_nothing_of_it_is_left() throws Exception {
        try (var worker = WorkerProcess.launch("forks", carillon.ports(), 128, "--script-processes", "40")) {
            awaitWorker("forks");
            assumeLimitsAreKept("forks");
            Path pids = directory.resolve("pids");

            RunView bombed = jobs.await(
                    jobs.begin(
                            "bomb",
                            shell(
                                    "forks",
                                    "echo $$ >> " + pids + "; bomb() { sleep 300 & echo $! >> " + pids
                                            + "; bomb | bomb & bomb; }; bomb; exit 3")),
                    RunStatus.FAILED);

            assertThat(message(bombed)).contains("its process limit was reached");
            assertThat(Files.readAllLines(pids)).hasSizeGreaterThan(3).allSatisfy(PoisonTest::isGone);
            jobs.await(jobs.begin("after-bomb", shell("forks", "exit 0")), RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void a_script_that_takes_all_memory_is_ended_and_its_worker_goes_on() throws Exception {
        try (var worker = WorkerProcess.launch("hogs", carillon.ports(), 128, "--script-memory", "48m")) {
            awaitWorker("hogs");
            assumeLimitsAreKept("hogs");

            RunView ended = jobs.await(
                    jobs.begin(
                            "script-hog",
                            shell("hogs", "head -c 300000000 /dev/zero | tail -c 200000000 > /dev/null; exit 1")),
                    RunStatus.FAILED);

            assertThat(message(ended)).contains("its memory limit was reached");
            jobs.await(jobs.begin("after-hog", shell("hogs", "exit 0")), RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void a_script_that_never_ends_is_killed_whole_at_its_time_out() throws Exception {
        Path pids = directory.resolve("pids");
        String script = "trap '' TERM; echo $$ > " + pids + "; sh -c 'trap \\\"\\\" TERM; echo $$ >> " + pids
                + "; while :; do sleep 300; done' & while :; do sleep 300; done";

        RunView ended = jobs.await(jobs.begin("endless", """
                        {"task": {"type": "shell", "app": "dev", "script": "%s"}, "timeout": "10s", %s}""".formatted(script, ONCE)), RunStatus.FAILED);

        assertThat(code(ended)).isEqualTo("TIMED_OUT");
        assertThat(Files.readAllLines(pids)).hasSize(2).allSatisfy(PoisonTest::isGone);
    }

    @Test
    void a_handler_that_will_not_stop_has_timed_out_and_its_worker_says_that_it_still_runs() throws Exception {
        try (var worker = WorkerProcess.harmful("stubborn", carillon.ports(), 64)) {
            awaitWorker("stubborn");

            RunId run = jobs.begin("stubborn", """
                    {"task": {"type": "handler", "app": "stubborn", "handler": "stubborn"}, "timeout": "1s", %s}""".formatted(ONCE));

            assertThat(code(jobs.await(run, RunStatus.FAILED))).isEqualTo("TIMED_OUT");
            jobs.awaitWorkers("stubborn", workers -> workers.getFirst().running() == 1);
            jobs.await(jobs.begin("beside-stubborn", handler("stubborn", "small")), RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void a_result_of_a_hundred_megabytes_fails_and_harms_nobody() throws Exception {
        try (var worker = WorkerProcess.harmful("large", carillon.ports(), 1_024)) {
            awaitWorker("large");

            RunView ended = jobs.await(jobs.begin("large", handler("large", "large")), RunStatus.FAILED);

            assertThat(code(ended)).isEqualTo("RESULT_TOO_LARGE");
            assertThat(ended.attempt())
                    .as("no other attempt could end differently")
                    .isEqualTo(1);
            jobs.await(jobs.begin("beside-large", handler("large", "small")), RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void a_handler_that_takes_all_memory_fails_and_its_worker_goes_on() throws Exception {
        try (var worker = WorkerProcess.harmful("hoards", carillon.ports(), 64)) {
            awaitWorker("hoards");

            RunView ended = jobs.await(jobs.begin("hoard", """
                    {"task": {"type": "handler", "app": "hoards", "handler": "hog"}, %s}""".formatted(ONCE)), RunStatus.FAILED);

            assertThat(message(ended)).contains("OutOfMemoryError");
            jobs.await(jobs.begin("beside-hoard", handler("hoards", "small")), RunStatus.SUCCEEDED);
            assertThat(worker.isAlive()).isTrue();
        }
    }

    @Test
    void a_run_that_kills_its_workers_is_given_up_after_as_many_as_its_policy_allows() throws Exception {
        try (var first = WorkerProcess.harmful("killed", carillon.ports(), 32, "-XX:+ExitOnOutOfMemoryError");
                var second = WorkerProcess.harmful("killed", carillon.ports(), 32, "-XX:+ExitOnOutOfMemoryError")) {
            jobs.awaitWorkers("killed", workers -> workers.size() == 2);

            RunView ended = jobs.await(jobs.begin("killer", """
                    {"task": {"type": "handler", "app": "killed", "handler": "hog"},
                     "retry": {"maxAttempts": 2, "initial": "10ms"}}"""), RunStatus.FAILED);

            assertThat(code(ended)).isEqualTo("WORKER_LOST");
            assertThat(Jobs.failures(ended)).isEqualTo(List.of("WORKER_LOST", "WORKER_LOST"));
            assertThat(first.isAlive() || second.isAlive()).isFalse();
        }
    }

    private static void awaitWorker(String app) throws InterruptedException {
        jobs.awaitWorkers(app, workers -> workers.size() == 1);
    }

    /** Nothing is set free on a machine that could not hold it. */
    private static void assumeLimitsAreKept(String app) throws InterruptedException {
        RunView probe = jobs.await(jobs.begin("probe-" + app, shell(app, "exit 0")), RunStatus.SUCCEEDED);
        String result = probe.document().text();
        assumeTrue(!result.contains("limitsNotKept"), result);
    }

    private static String shell(String app, String script) {
        return """
                {"task": {"type": "shell", "app": "%s", "script": "%s"}, %s}""".formatted(app, script, ONCE);
    }

    private static String handler(String app, String name) {
        return """
                {"task": {"type": "handler", "app": "%s", "handler": "%s"}}""".formatted(app, name);
    }

    private static String code(RunView run) {
        return Optional.ofNullable(run.error()).orElseThrow().code();
    }

    private static String message(RunView run) {
        return Optional.ofNullable(run.error()).orElseThrow().message();
    }

    private static void isGone(String pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid.strip()));
        if (process.isPresent()) {
            process.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }
}
