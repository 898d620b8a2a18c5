package io.carillon.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.client.RunView;
import io.carillon.model.RunId;
import io.carillon.model.run.RunStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed, or stand still, in the midst of a run: another does it, and the run is completed once. */
@Timeout(120)
class LostWorkerTest {

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
    void a_run_whose_worker_is_killed_is_done_by_another_with_a_higher_token() throws Exception {
        try (var victim = launch("killed", "victim")) {
            RunId run = beginOn("killed", "victim");

            victim.kill();
            try (var _ = launch("killed", "heir")) {
                release();
                RunView ended = jobs.await(run, RunStatus.SUCCEEDED);

                assertThat(ended.where().worker()).isEqualTo("heir");
                assertThat(ended.attempt()).isEqualTo(2);
                assertThat(Jobs.failures(ended)).containsExactly("WORKER_LOST");
                assertThat(lines("begun")).containsExactly("1", "2");
            }
        } finally {
            endOrphans();
        }
    }

    @Test
    void a_worker_that_stood_still_past_its_lease_wakes_up_and_changes_nothing() throws Exception {
        try (var sleeper = launch("asleep", "sleeper")) {
            RunId run = beginOn("asleep", "sleeper");

            sleeper.pause();
            try (var _ = launch("asleep", "awake")) {
                Jobs.until(() -> lines("begun"), begun -> begun.contains("2"));
                sleeper.wake();
                jobs.awaitWorkers("asleep", workers -> workers.size() == 2);
                release();
                RunView ended = jobs.await(run, RunStatus.SUCCEEDED);

                assertThat(ended.where().worker()).isEqualTo("awake");
                assertThat(ended.attempt()).isEqualTo(2);
                assertThat(Jobs.failures(ended)).contains("WORKER_LOST");
                assertThat(workerOf(ended, 1)).isEqualTo("sleeper");
                jobs.awaitWorkers("asleep", workers -> workers.stream().allMatch(worker -> worker.running() == 0));
                assertThat(jobs.get(run).document().get("result"))
                        .isEqualTo(ended.document().get("result"));
                assertThat(lines("begun")).containsExactly("1", "2");
            }
        } finally {
            endOrphans();
        }
    }

    /** Without control groups: one that is killed would leave its own behind. */
    private WorkerProcess launch(String app, String id) throws IOException {
        return WorkerProcess.launch(app, carillon.ports(), 128, "--id", id, "--script-cgroup", directory.toString());
    }

    /** A script that says which attempt it is and who, and ends when it may. */
    private RunId beginOn(String app, String worker) throws InterruptedException {
        jobs.awaitWorkers(app, workers -> workers.size() == 1);
        String script =
                "echo $$ >> %1$s/pids; echo $CARILLON_ATTEMPT >> %1$s/begun; until [ -e %1$s/go ]; do sleep 0.1; done; echo $CARILLON_ATTEMPT"
                        .formatted(directory);
        RunId run = jobs.begin(app, """
                {"task": {"type": "shell", "app": "%s", "script": "%s"}, "retry": {"maxAttempts": 3, "initial": "10ms"}}""".formatted(app, script));
        RunView begun = jobs.await(run, RunStatus.RUNNING);
        assertThat(begun.where().worker()).isEqualTo(worker);
        Jobs.until(() -> lines("begun"), all -> all.contains("1"));
        return run;
    }

    private void release() throws IOException {
        Files.createFile(directory.resolve("go"));
    }

    private List<String> lines(String file) {
        try {
            Path path = directory.resolve(file);
            return Files.exists(path) ? Files.readAllLines(path) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String workerOf(RunView run, int attempt) {
        return run.attempts().stream()
                .filter(each -> each.attempt() == attempt)
                .flatMap(each -> Optional.ofNullable(each.worker()).stream())
                .findFirst()
                .orElse("nobody");
    }

    /** A worker that is killed leaves its script behind. */
    private void endOrphans() {
        lines("pids").forEach(pid -> ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly));
    }
}
