package io.carillon.worker.core;

import static io.carillon.worker.core.TestingNode.acknowledge;
import static io.carillon.worker.core.TestingNode.assign;
import static io.carillon.worker.core.TestingNode.heartbeat;
import static io.carillon.worker.core.TestingNode.refused;
import static io.carillon.worker.core.TestingNode.welcome;
import static io.carillon.worker.core.TestingWorker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.Effect.Dial;
import io.carillon.worker.core.Effect.HangUp;
import io.carillon.worker.core.Effect.RunTask;
import io.carillon.worker.core.Effect.StopTask;
import io.carillon.worker.core.WorkerEvent.Loss;
import io.carillon.worker.task.TaskOutcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How a worker finds a node, notices that it lost it, and finds it again. */
class ConnectingTest {

    private static final AttemptKey RUN = attempt("run-1", 1, 1);
    private static final Duration INTERVAL = Duration.ofMillis(TestingNode.HEARTBEAT_MILLIS);

    private final TestingWorker worker = new TestingWorker(4, Limits.DEFAULT);

    @Test
    void a_worker_says_who_it_is_before_anything_else() {
        var effects = worker.step(new WorkerEvent.Began());

        assertThat(effects).first().isEqualTo(new Dial(1, TestingWorker.NODE));
        assertThat(TestingWorker.frames(effects)).singleElement().satisfies(frame -> {
            var hello = frame.getHello();
            assertThat(hello.getProtocolVersion()).isEqualTo(1);
            assertThat(hello.getWorkerId()).isEqualTo("worker-1");
            assertThat(hello.getBootId()).isEqualTo("boot-1");
            assertThat(hello.getApp()).isEqualTo("shop");
            assertThat(hello.getSlots()).isEqualTo(4);
            assertThat(hello.getTaskTypesList()).containsExactly("handler:close", "noop");
            assertThat(hello.getHoldingList()).isEmpty();
        });
    }

    @Test
    void a_heartbeat_is_sent_each_interval_with_what_runs() {
        begin();
        worker.receive(assign(RUN));
        worker.clear();

        for (int i = 0; i < 3; i++) {
            worker.pass(INTERVAL);
            worker.receive(heartbeat());
        }

        assertThat(worker.sent())
                .hasSize(3)
                .allSatisfy(
                        frame -> assertThat(frame.getHeartbeat().getRunning()).isEqualTo(1));
        assertThat(worker.sent())
                .extracting(frame -> frame.getHeartbeat().getSequence())
                .containsExactly(1L, 2L, 3L);
    }

    @Test
    void a_heartbeat_says_how_busy_the_machine_is_as_far_as_that_is_known() {
        begin();
        worker.loaded(new Load(120, 400, Load.UNKNOWN)).clear();

        worker.pass(INTERVAL);

        assertThat(worker.sent()).singleElement().satisfies(frame -> {
            assertThat(frame.getHeartbeat().getCpuPermille()).isEqualTo(120);
            assertThat(frame.getHeartbeat().getMemoryPermille()).isEqualTo(400);
            assertThat(frame.getHeartbeat().hasIoPermille()).isFalse();
        });
    }

    @Test
    void a_worker_asks_to_be_woken_for_its_next_heartbeat() {
        begin();

        assertThat(worker.wakeUp()).isEqualTo(worker.elapsed().plus(INTERVAL));
    }

    @Test
    void three_intervals_of_silence_end_the_link() {
        begin();
        worker.clear();

        worker.pass(INTERVAL);
        worker.pass(INTERVAL);
        worker.pass(INTERVAL.minusMillis(1));
        var before = worker.wanted(HangUp.class);
        worker.pass(Duration.ofMillis(1));

        assertThat(before).isEmpty();
        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, false));
        assertThat(worker.notices())
                .singleElement()
                .satisfies(notice ->
                        assertThat(((Notice.Disconnected) notice).loss()).isEqualTo(Loss.SILENT));
    }

    @Test
    void a_worker_that_stood_still_itself_listens_for_a_while_before_it_takes_the_node_for_silent() {
        begin();
        worker.clear();

        worker.pass(INTERVAL.multipliedBy(10));
        worker.pass(INTERVAL);
        worker.receive(heartbeat());
        worker.pass(INTERVAL.multipliedBy(10));
        worker.pass(INTERVAL);
        var before = worker.wanted(HangUp.class);
        worker.pass(INTERVAL);

        assertThat(before).isEmpty();
        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, false));
    }

    @Test
    void any_frame_is_a_sign_of_life_even_one_of_a_later_version() {
        begin();

        for (int i = 0; i < 5; i++) {
            worker.pass(INTERVAL.multipliedBy(2));
            worker.receive(NodeFrame.getDefaultInstance());
        }

        assertThat(worker.wanted(HangUp.class)).isEmpty();
    }

    @Test
    void a_node_that_never_answers_the_greeting_is_given_up() {
        worker.step(new WorkerEvent.Began());

        worker.pass(Connection.FIRST_INTERVAL.multipliedBy(3));

        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, false));
    }

    @Test
    void it_keeps_dialling_for_ever_waiting_longer_each_time_up_to_five_seconds() {
        worker.step(new WorkerEvent.Began());

        for (int i = 0; i < 1_000; i++) {
            worker.lose(Loss.UNREACHABLE);
            var full = Duration.ofMillis(Math.min(5_000, 100L << Math.min(i, 10)));
            assertThat(worker.awaitDial()).isBetween(full.dividedBy(2), full);
        }

        assertThat(worker.wanted(Dial.class)).hasSize(1_001);
    }

    @Test
    void a_node_that_stays_away_is_mentioned_once() {
        begin();
        worker.clear();

        for (int i = 0; i < 20; i++) {
            worker.lose(Loss.UNREACHABLE);
            worker.awaitDial();
        }
        worker.receive(welcome());
        worker.lose(Loss.UNREACHABLE);

        assertThat(worker.notices())
                .containsExactly(
                        new Notice.Disconnected(TestingWorker.NODE, Loss.UNREACHABLE, "gone", 0),
                        new Notice.Connected("node-1"),
                        new Notice.Disconnected(TestingWorker.NODE, Loss.UNREACHABLE, "gone", 0));
    }

    @Test
    void after_a_link_that_lasted_the_first_wait_is_short_again() {
        begin();
        for (int i = 0; i < 10; i++) {
            worker.reconnect();
        }
        worker.pass(Duration.ofSeconds(2));
        worker.receive(heartbeat());
        worker.pass(Duration.ofSeconds(2));
        worker.receive(heartbeat());
        worker.pass(Duration.ofSeconds(2));

        worker.lose(Loss.CLOSED);

        assertThat(worker.awaitDial()).isLessThanOrEqualTo(Backoff.FIRST);
    }

    @Test
    void a_node_that_welcomes_and_drops_is_not_hammered() {
        begin();
        for (int i = 0; i < 10; i++) {
            worker.reconnect();
        }

        worker.lose(Loss.CLOSED);

        assertThat(worker.awaitDial()).isGreaterThanOrEqualTo(Backoff.MAX.dividedBy(2));
    }

    @Test
    void what_an_old_link_still_had_to_say_is_not_heard() {
        begin();
        worker.receive(assign(RUN));
        worker.end(RUN, TaskOutcome.succeeded());
        worker.reconnect();
        worker.clear();

        worker.receiveOn(1, assign(attempt("run-2", 1, 1)));
        worker.receiveOn(1, acknowledge(RUN, true));
        worker.step(new WorkerEvent.LinkLost(1, Loss.CLOSED, "late"));

        assertThat(worker.wanted(RunTask.class)).isEmpty();
        assertThat(worker.notices()).isEmpty();
        assertThat(worker.reported()).hasSize(1);
    }

    @Test
    void a_refusal_that_may_pass_is_waited_out() {
        worker.step(new WorkerEvent.Began());

        worker.receive(refused("STARTING", true));
        worker.awaitDial();

        assertThat(worker.wanted(HangUp.class)).containsExactly(new HangUp(1, false));
        assertThat(worker.wanted(Dial.class))
                .containsExactly(new Dial(1, TestingWorker.NODE), new Dial(2, TestingWorker.NODE));
        assertThat(worker.notices())
                .containsExactly(new Notice.Disconnected(TestingWorker.NODE, Loss.REFUSED, "STARTING: no", 0));
    }

    @Test
    void a_refusal_that_cannot_pass_ends_the_worker_and_what_it_runs() {
        begin();
        worker.receive(assign(RUN));

        worker.receive(refused("WORKER_ID_TAKEN", false));

        assertThat(worker.wanted(StopTask.class)).containsExactly(new StopTask(RUN));
        assertThat(worker.wanted(Effect.End.class))
                .containsExactly(new Effect.End(new Ending.TurnedAway("WORKER_ID_TAKEN", "no")));
        assertThat(worker.pass(Duration.ofDays(1))).isEmpty();
    }

    @Test
    void a_credential_that_never_was_good_ends_the_worker() {
        worker.step(new WorkerEvent.Began());

        worker.lose(Loss.UNAUTHENTICATED);

        assertThat(worker.wanted(Effect.End.class))
                .containsExactly(new Effect.End(new Ending.TurnedAway("UNAUTHENTICATED", "gone")));
    }

    @Test
    void a_credential_that_was_good_once_is_tried_again() {
        begin();

        worker.lose(Loss.UNAUTHENTICATED);
        worker.awaitDial();

        assertThat(worker.wanted(Effect.End.class)).isEmpty();
        assertThat(worker.wanted(Dial.class)).hasSize(2);
    }

    @Test
    void a_version_that_is_not_spoken_ends_the_worker() {
        worker.step(new WorkerEvent.Began());

        worker.receive(welcome(2));

        assertThat(worker.wanted(Effect.End.class))
                .singleElement()
                .satisfies(end -> assertThat(((Ending.TurnedAway) end.ending()).code())
                        .isEqualTo("UNSUPPORTED_PROTOCOL_VERSION"));
    }

    @Test
    void two_workers_with_the_same_seed_do_the_same() {
        var other = new TestingWorker(4, Limits.DEFAULT);

        var one = trace(worker);
        var two = trace(other);

        assertThat(one).isNotEmpty().isEqualTo(two);
    }

    private static java.util.List<WorkerFrame> trace(TestingWorker worker) {
        worker.step(new WorkerEvent.Began());
        worker.receive(welcome());
        for (int i = 0; i < 50; i++) {
            worker.receive(assign(attempt("run-" + i, 1, 1)));
            worker.end(attempt("run-" + i, 1, 1), TaskOutcome.succeeded());
            worker.reconnect();
            worker.reported();
        }
        return worker.sent();
    }

    private void begin() {
        worker.step(new WorkerEvent.Began());
        worker.receive(welcome());
    }
}
