package io.carillon.worker;

import static io.carillon.worker.TestingGateway.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Saved;
import io.carillon.protocol.v1.SavingAck;
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
import io.carillon.worker.task.Handler;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps of a handler, which it does once. */
@Timeout(60)
class OnceTest {

    private static final AttemptKey KEY = new AttemptKey("run-1", new AttemptToken(1, 2));

    private final BlockingQueue<TaskEnded> ended = new LinkedBlockingQueue<>();
    private final Semaphore stirred = new Semaphore(0);
    private final SaveShipper saves = new SaveShipper(SaveLimits.DEFAULT, stirred::release);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger done = new AtomicInteger();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void a_step_returns_when_its_result_is_durable() throws Exception {
        start(
                assignment(0),
                (params, run) -> run.once("charge", String.class, () -> "receipt " + done.incrementAndGet()));

        var before = answerOnce(true);

        assertThat(before).as("ended before it was durable").isEmpty();
        assertThat(end().outcome()).isEqualTo(TaskOutcome.succeeded("\"receipt 1\""));
    }

    @Test
    void a_step_that_an_earlier_attempt_did_is_not_done() throws Exception {
        var charged = Saved.newBuilder().setStep("charge").setJson("\"receipt 7\"");
        var shut = Saved.newBuilder().setStep("close").setJson("true");

        start(assignment(0).toBuilder().addSaved(charged).addSaved(shut).build(), (params, run) -> {
            run.once("close", () -> done.incrementAndGet());
            return run.once("charge", String.class, () -> "receipt " + done.incrementAndGet());
        });

        assertThat(end().outcome()).isEqualTo(TaskOutcome.succeeded("\"receipt 7\""));
        assertThat(done).hasValue(0);
    }

    @Test
    void an_attempt_that_is_stopped_waits_no_longer_and_hands_the_step_back_with_its_end() throws Exception {
        var runner = start(assignment(0), (params, run) -> run.once("charge", Integer.class, done::incrementAndGet));
        assertThat(stirred.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        runner.stop(KEY);

        var over = end();
        assertThat(over.threw()).isTrue();
        assertThat(over.unsaved())
                .containsExactly(
                        Saved.newBuilder().setStep("charge").setJson("1").build());
    }

    @Test
    void a_step_that_ends_after_its_attempt_was_stopped_is_not_waited_for_either() throws Exception {
        var working = new CountDownLatch(1);
        var runner = start(
                assignment(0),
                (params, run) -> run.once("charge", Integer.class, () -> {
                    working.countDown();
                    finishThoughInterrupted();
                    return done.incrementAndGet();
                }));
        assertThat(working.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        runner.stop(KEY);

        assertThat(end().unsaved())
                .containsExactly(
                        Saved.newBuilder().setStep("charge").setJson("1").build());
    }

    @Test
    void an_attempt_whose_time_is_over_waits_no_longer() throws Exception {
        start(assignment(50), (params, run) -> run.once("charge", Integer.class, done::incrementAndGet));

        assertThat(end().outcome())
                .isInstanceOfSatisfying(
                        TaskOutcome.Failed.class,
                        failed -> assertThat(failed.message()).contains("its time was over"));
    }

    @Test
    void a_step_that_can_not_be_kept_fails_its_attempt() throws Exception {
        start(assignment(0), (params, run) -> run.once("charge", Integer.class, done::incrementAndGet));

        answerOnce(false);

        assertThat(end().outcome()).isInstanceOfSatisfying(TaskOutcome.Failed.class, failed -> {
            assertThat(failed.message()).contains("step \"charge\" is done").contains("stale token");
            assertThat(failed.retryable()).isTrue();
        });
    }

    @Test
    void a_step_that_fails_is_no_step_that_is_done() throws Exception {
        start(
                assignment(0),
                (params, run) -> run.once("charge", Integer.class, () -> {
                    throw new IllegalStateException("no money");
                }));

        var over = end();
        assertThat(over.outcome()).isInstanceOf(TaskOutcome.Failed.class);
        assertThat(over.unsaved()).isEmpty();
    }

    private static void finishThoughInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException told) {
            // The step is past the point where it could be stopped.
        }
    }

    /** Answers what is to be saved next; returns how the attempt had ended before that, if it had. */
    private Optional<TaskEnded> answerOnce(boolean accepted) throws InterruptedException {
        assertThat(stirred.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        var saving = saves.next(Duration.ofSeconds(1)).orElseThrow().getSavings(0);
        var before = Optional.ofNullable(ended.peek());
        saves.acknowledged(SavingAck.newBuilder()
                .setAttempt(saving.getAttempt())
                .setSequence(saving.getSequence())
                .setAccepted(accepted)
                .setReason(accepted ? "" : "stale token")
                .build());
        return before;
    }

    private TaskEnded end() throws InterruptedException {
        return Objects.requireNonNull(ended.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the end of the attempt");
    }

    private TaskRunner start(Assignment assignment, Handler<Map<String, Object>> handler) {
        saves.welcomed(true, Duration.ZERO);
        @SuppressWarnings("unchecked")
        var params = (Class<Map<String, Object>>) (Class<?>) Map.class;
        var type = new HandlerTask<>("steps", params, handler, new JacksonCodec());
        var logs = new LogShipper(LogLimits.DEFAULT, () -> {});
        var runner = new TaskRunner(
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
                        InstantSource.system(),
                        Patience.REAL));
        runner.start(new RunTask(KEY, assignment, Instant.now()));
        return runner;
    }

    private static Assignment assignment(long timeoutMillis) {
        return Assignment.newBuilder()
                .setAttempt(KEY.toAttempt())
                .setTaskType("handler:steps")
                .setTimeoutMillis(timeoutMillis)
                .build();
    }
}
