package io.carillon.worker;

import static io.carillon.worker.TestingGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.worker.core.AttemptKey;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Limits;
import io.carillon.worker.core.OutcomeFitter;
import io.carillon.worker.core.WorkerEvent.TaskEnded;
import io.carillon.worker.log.LogLimits;
import io.carillon.worker.log.LogShipper;
import io.carillon.worker.save.SaveLimits;
import io.carillon.worker.save.SaveShipper;
import io.carillon.worker.shard.ShardAsker;
import io.carillon.worker.task.AttemptToken;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TaskRunnerTest {

    private final BlockingQueue<TaskEnded> ended = new LinkedBlockingQueue<>();
    private final LogShipper logs = new LogShipper(LogLimits.DEFAULT, () -> {});
    private final SaveShipper saves = new SaveShipper(SaveLimits.DEFAULT, () -> {});

    /** Says whether its thread was interrupted already; waits to be interrupted if its settings say so. */
    private static final class Sensitive implements TaskType {

        private final CountDownLatch begun = new CountDownLatch(1);

        @Override
        public String type() {
            return "sensitive";
        }

        @Override
        public TaskOutcome run(String settingsJson, JobContext run) throws InterruptedException {
            if (settingsJson.equals("wait")) {
                begun.countDown();
                new CountDownLatch(1).await();
            }
            return TaskOutcome.succeeded(String.valueOf(Thread.currentThread().isInterrupted()));
        }
    }

    @Test
    void an_interrupt_does_not_reach_the_next_task_on_the_same_thread() throws Exception {
        var type = new Sensitive();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var runner = runner(type, threads);
            runner.start(task("run-1", "wait"));
            assertThat(type.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

            runner.stop(key("run-1"));
            var first = next();
            runner.stop(key("run-1"));
            runner.start(task("run-2", "go"));

            assertThat(first.threw()).isTrue();
            assertThat(next().outcome()).isEqualTo(TaskOutcome.succeeded("false"));
        }
    }

    @Test
    void a_task_that_was_stopped_before_it_had_a_thread_is_interrupted_when_it_has() throws Exception {
        var type = new Sensitive();
        try (var threads = Executors.newSingleThreadExecutor()) {
            var gate = new CountDownLatch(1);
            threads.execute(() -> awaitQuietly(gate));
            var runner = runner(type, threads);
            runner.start(task("run-1", "wait"));

            runner.stop(key("run-1"));
            gate.countDown();

            assertThat(next().threw()).isTrue();
        }
    }

    @Test
    void a_task_for_which_there_is_no_thread_has_failed() throws Exception {
        var threads = Executors.newSingleThreadExecutor();
        threads.shutdown();

        runner(new Sensitive(), threads).start(task("run-1", "go"));

        assertThat(next().outcome()).isInstanceOf(TaskOutcome.Failed.class);
    }

    @Test
    void where_there_are_no_virtual_threads_daemons_do_the_work() throws Exception {
        var daemon = new LinkedBlockingQueue<Boolean>();

        try (var threads = TaskThreads.platformThreads()) {
            threads.execute(() -> daemon.add(Thread.currentThread().isDaemon()));
        }

        assertThat(daemon.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void where_there_are_virtual_threads_they_do_the_work() throws Exception {
        var virtual = new LinkedBlockingQueue<Boolean>();

        try (var threads = TaskThreads.open()) {
            threads.execute(() -> virtual.add(Thread.currentThread().isVirtual()));
        }

        assertThat(virtual.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private TaskRunner runner(TaskType type, ExecutorService threads) {
        return new TaskRunner(
                Map.of(type.type(), type),
                threads,
                new OutcomeFitter(Limits.DEFAULT),
                ended::add,
                new TaskRunner.Beside(
                        logs,
                        saves,
                        new Callbacks("w-1"),
                        new ShardAsker(() -> {}),
                        new JacksonCodec(),
                        InstantSource.fixed(Instant.EPOCH),
                        Patience.REAL));
    }

    private TaskEnded next() throws InterruptedException {
        var event = ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (event == null) {
            throw new AssertionError("no task ended");
        }
        return event;
    }

    private static void awaitQuietly(CountDownLatch gate) {
        try {
            gate.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static RunTask task(String run, String settings) {
        var assignment = TestingGateway.assignment(run, 1, "sensitive").setSettingsJson(settings);
        return new RunTask(key(run), assignment.build(), Instant.EPOCH);
    }

    private static AttemptKey key(String run) {
        return new AttemptKey(run, new AttemptToken(1, 1));
    }
}
