package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Misfire;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Workers and nodes that die or lose each other, and what becomes of the attempts between them. */
class RecoveryTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked").attempts(3, Duration.ofSeconds(1));

    @Test
    void the_attempts_of_a_worker_that_stays_away_are_tried_again_elsewhere() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var other = node.worker("w2", "dev", 10).join();

        worker.leave();
        node.advance(Duration.ofSeconds(4));
        var within = other.received();
        node.advance(Duration.ofSeconds(3));

        assertThat(within).isEmpty();
        assertThat(other.only()).isEqualTo(run.id());
        assertThat(other.token(run.id()).attempt()).isEqualTo(2);
        assertThat(store.catalog().attempts(run.id()))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.error().code()).isEqualTo(RunError.WORKER_LOST));
        assertThat(node.notes(Note.WorkerLost.class)).hasSize(1);
    }

    @Test
    void a_worker_that_comes_back_in_time_keeps_what_it_holds() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());

        worker.leave();
        node.advance(Duration.ofSeconds(4));
        worker.join();
        node.advance(Duration.ofMinutes(1));
        worker.succeed(run.id());

        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_worker_that_comes_back_too_late_is_told_to_stop_what_others_have() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var other = node.worker("w2", "dev", 10).join();
        worker.leave();
        node.advance(Duration.ofSeconds(10));

        worker.join();

        assertThat(worker.stops())
                .singleElement()
                .satisfies(stop -> assertThat(stop.reason()).isEqualTo(Effect.StopReason.SUPERSEDED));
        assertThat(other.only()).isEqualTo(run.id());
    }

    @Test
    void an_assignment_that_never_arrived_is_sent_again_and_does_not_count() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        worker.joinHolding(List.of());
        node.advance(Duration.ofSeconds(1));

        assertThat(worker.received()).hasSize(2);
        assertThat(worker.token(run.id()).attempt()).isEqualTo(2);
        worker.succeed(run.id());
        assertThat(store.run(run.id()).attempts()).isOne();
    }

    @Test
    void a_worker_process_that_starts_anew_has_lost_its_attempts() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());

        worker.restart();
        node.advance(Duration.ofSeconds(2));

        assertThat(worker.token(run.id()).attempt()).isEqualTo(2);
        assertThat(store.catalog().attempts(run.id())).hasSize(1);
    }

    @Test
    void after_a_crash_of_the_node_a_worker_goes_on_with_what_it_holds() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.crash();
        clock.turn(Duration.ofSeconds(1));

        node.start();
        node.advance(Duration.ofSeconds(1));
        worker.join();
        node.advance(Duration.ofMinutes(5));
        worker.succeed(run.id());

        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void after_a_crash_of_the_node_a_result_that_was_never_acknowledged_counts() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        worker.succeed(run.id());

        node.start();
        worker.join();

        assertThat(worker.received()).hasSize(1);
        assertThat(worker.acknowledgements()).anyMatch(Effect.Acknowledge::accepted);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_former_owner_that_has_not_heard_of_the_next_leaves_that_ones_attempts_alone() {
        node.create(job.draft());
        var known = node.trigger(job.key(), START.plusSeconds(1));
        worker.leave();
        node.holdCommits();
        var next = new TestingNode(store, clock, new NodeId("next"), 1, Settings.DEFAULT).start();
        var its = next.worker("w2", "dev", 10).join();
        var unknown = next.trigger(job.key());
        next.advance(Duration.ofSeconds(5));
        List<Run> both = List.of(known, unknown);

        its.byCredit().moveTo(node);
        var stops = its.stops();
        both.forEach(run -> its.save(run.id(), "", Json.Null.VALUE));
        both.forEach(run -> its.succeed(run.id()));
        var heard = List.of(its.acknowledgements(), its.savings());
        its.moveTo(next);

        assertThat(stops).isEmpty();
        assertThat(heard).containsOnly(List.of());
        assertThat(its.disclaimed()).hasSize(4);
        assertThat(both)
                .allSatisfy(run -> assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class));
    }

    @Test
    void what_no_worker_claims_after_a_crash_is_handed_out_again() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        worker.forgetEverything();

        node.start();
        worker.restart();
        node.advance(Duration.ofMillis(1_900));
        var within = worker.received().size();
        node.advance(Duration.ofMillis(200));

        assertThat(within).isOne();
        assertThat(worker.received()).hasSize(2);
        assertThat(worker.only()).isEqualTo(run.id());
    }

    @Test
    void a_claim_that_comes_before_the_run_is_loaded_is_heard() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        node.holdLoads();
        node.start();

        worker.join();
        var early = worker.stops();
        node.releaseLoads();
        node.advance(Duration.ofMinutes(1));
        worker.succeed(run.id());

        assertThat(early).isEmpty();
        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_result_that_comes_before_the_run_is_loaded_is_heard() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        worker.succeed(run.id());
        node.holdLoads();
        node.start();

        worker.join();
        var early = worker.acknowledgements();
        node.releaseLoads();

        assertThat(early).isEmpty();
        assertThat(worker.acknowledgements()).singleElement().matches(Effect.Acknowledge::accepted);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_cancellation_survives_a_crash() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.cancel(run.id());
        node.crash();

        node.start();
        worker.join();

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.stops())
                .last()
                .satisfies(stop -> assertThat(stop.reason()).isEqualTo(Effect.StopReason.SUPERSEDED));
    }

    @Test
    void a_pause_between_attempts_survives_a_crash() {
        node.create(
                TestingJob.named("asked").attempts(3, Duration.ofSeconds(60)).draft());
        var run = node.trigger(job.key());
        worker.fail(run.id());
        node.advance(Duration.ofSeconds(10));
        node.crash();

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(49));
        var within = worker.received().size();
        node.advance(Duration.ofSeconds(2));

        assertThat(within).isOne();
        assertThat(worker.received()).hasSize(2);
        assertThat(worker.token(run.id()).attempt()).isEqualTo(2);
    }

    @Test
    void a_job_that_kills_its_node_each_time_runs_out_of_attempts() {
        node.create(job.draft());
        node.trigger(job.key(), START.plusSeconds(5));
        int handOuts = 0;

        for (int life = 0; life < 20; life++) {
            worker.forgetEverything();
            if (node.crashed()) {
                node.start();
            }
            worker.restart();
            int before = worker.received().size();
            for (int i = 0; i < 100 && worker.received().size() == before; i++) {
                node.advance(Duration.ofMillis(100));
            }
            handOuts += worker.received().size() - before;
            node.crash();
        }
        node.start();
        node.advance(Duration.ofSeconds(10));

        assertThat(handOuts).isBetween(3, 4);
        assertThat(Fires.ofJob(store, job.key()))
                .singleElement()
                .extracting(Run::state)
                .isInstanceOf(RunState.Failed.class);
    }

    @Test
    void a_job_that_kills_its_worker_each_time_runs_out_of_attempts() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        for (int life = 0; life < 10; life++) {
            worker.restart();
            node.advance(Duration.ofSeconds(10));
        }

        assertThat(worker.received()).hasSize(3);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.catalog().attempts(run.id())).hasSize(3);
    }

    @Test
    void a_draining_worker_finishes_what_it_has_and_gets_no_more() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        worker.drain();
        node.trigger(job.key());
        worker.succeed(run.id());
        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_node_that_leaves_hands_out_nothing_and_the_next_one_takes_the_results() {
        node.create(TestingJob.named("busy").cron("* * * * * ?").draft());
        node.advance(Duration.ofMillis(3_500));
        var held = worker.holding();

        node.deliver(new Event.Leaving());
        node.advance(Duration.ofMinutes(1));
        var received = worker.received().size();
        var recorded = Fires.recorded(store, TestingJob.named("busy").key(), Instant.MAX);
        node.crash();
        node.start();
        held.forEach(worker::succeed);
        worker.join();
        node.advance(Duration.ofSeconds(1));

        assertThat(received).isEqualTo(3);
        assertThat(held).allMatch(run -> store.run(run).state() instanceof RunState.Succeeded);
        assertThat(recorded).hasSizeLessThan(12);
    }

    @Test
    void a_partition_that_is_taken_while_another_is_being_read_is_read_too() {
        var ours = new TestingStore(clock);
        var pair = new TestingNode(ours, clock, 2, Settings.DEFAULT).start().declare("dev");
        var jobs = List.of(TestingJob.named("a1"), TestingJob.named("a2"), TestingJob.named("a3"));
        jobs.forEach(each -> pair.create(each.draft()));
        jobs.forEach(each -> pair.trigger(each.key()));
        assertThat(ours.runs()).extracting(run -> run.id().partition()).contains(new Partition(0), new Partition(1));
        pair.crash();
        clock.turn(Duration.ofSeconds(1));

        pair.holdLoads();
        pair.startOwning(new Partition(0));
        pair.takeOver(new TreeSet<>(Set.of(new Partition(1))));
        pair.releaseLoads();
        var hand = pair.worker("w9", "dev", 10).join();
        pair.advance(Duration.ofSeconds(5));

        assertThat(hand.received()).hasSize(3);
    }

    @Test
    void a_read_that_failed_is_asked_again_after_a_pause() {
        node.crash();
        node.holdLoads();
        node.start();
        var window = node.heldLoads().getFirst().window();

        node.answerLoad(new Event.LoadFailed(window));
        var atOnce = node.heldLoads();
        node.advance(Duration.ofMillis(200));

        assertThat(atOnce).isEmpty();
        assertThat(node.heldLoads()).hasSize(1);
    }

    @Test
    void a_cancellation_that_comes_before_the_run_is_loaded_holds() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        node.holdLoads();
        node.start();

        var asked = node.send(new Command.CancelRun(store.run(run.id())));
        var before = node.reply(asked);
        node.releaseLoads();
        worker.join();
        node.advance(Duration.ofMinutes(1));

        assertThat(before).isEmpty();
        assertThat(node.reply(asked)).contains(new Reply.CancelTaken(run.id()));
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_claim_of_a_worker_that_was_given_up_before_the_run_was_loaded_is_void() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        node.holdLoads();
        node.start();
        worker.join();

        worker.leave();
        node.advance(Duration.ofSeconds(6));
        node.releaseLoads();
        var other = node.worker("w2", "dev", 10).join();
        node.advance(Duration.ofSeconds(5));

        assertThat(other.only()).isEqualTo(run.id());
    }

    @Test
    void a_claim_of_an_attempt_that_had_been_replaced_is_refused_after_a_crash() {
        var other = node.worker("w2", "dev", 10);
        var run = replacedAttempt(other);
        node.advance(Duration.ofSeconds(1));
        node.crash();
        node.start();

        worker.join();
        other.join();
        node.advance(Duration.ofMinutes(1));
        other.succeed(run.id());

        assertThat(worker.stops()).extracting(Effect.Stop::reason).containsExactly(Effect.StopReason.SUPERSEDED);
        assertThat(other.stops()).isEmpty();
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        state -> assertThat(state.attempt())
                                .extracting(Attempt::worker)
                                .isEqualTo(other.id()));
    }

    @Test
    void a_claim_of_an_attempt_that_had_failed_is_refused_after_a_crash() {
        var other = node.worker("w2", "dev", 10);
        var run = replacedAttempt(other);
        node.crash();
        node.start();

        worker.join();
        other.join();
        other.succeed(run.id());

        assertThat(worker.stops()).extracting(Effect.Stop::reason).containsExactly(Effect.StopReason.SUPERSEDED);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void of_two_claims_that_come_before_the_run_is_loaded_the_later_attempt_counts() {
        var other = node.worker("w2", "dev", 10);
        var run = replacedAttempt(other);
        node.crash();
        node.holdLoads();
        node.start();

        other.join();
        worker.join();
        node.releaseLoads();
        other.succeed(run.id());

        assertThat(other.stops()).isEmpty();
        assertThat(worker.stops()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void an_attempt_that_had_begun_before_a_long_downtime_was_lost_and_not_missed() {
        var minutely = TestingJob.named("minutely")
                .cron("0 * * * * ?")
                .attempts(3, Duration.ofSeconds(1))
                .misfire(Misfire.Policy.SKIP, 1, null);
        node.create(minutely.draft());
        node.advance(Duration.ofSeconds(61));
        var run = worker.only();
        worker.begin(run);
        node.advance(Duration.ofSeconds(1));
        node.crash();
        worker.forgetEverything();
        clock.turn(Duration.ofMinutes(10));

        node.start();
        worker.restart();
        node.advance(Duration.ofSeconds(5));

        assertThat(worker.token(run).attempt()).isEqualTo(2);
    }

    @Test
    void a_second_crash_within_the_grace_gives_workers_their_time_again() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.begin(run.id());
        node.crash();
        node.start();
        node.advance(Duration.ofMillis(1_200));
        node.crash();
        clock.turn(Duration.ofSeconds(5));

        var idle = node.worker("w2", "dev", 1);
        node.start();
        idle.join();
        node.advance(Duration.ofSeconds(1));
        worker.join();
        node.advance(Duration.ofMinutes(1));
        worker.succeed(run.id());

        assertThat(idle.received()).isEmpty();
        assertThat(worker.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void an_attempt_of_a_former_owner_whose_clock_was_ahead_is_recovered() {
        node.create(job.draft());
        node.trigger(job.key());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        worker.forgetEverything();
        clock.turn(Duration.ofSeconds(-10));

        node.start();
        worker.restart();
        node.advance(Duration.ofSeconds(5));

        assertThat(worker.received()).hasSize(2);
    }

    @Test
    void a_waiting_run_of_a_former_owner_whose_clock_was_ahead_goes_on() {
        worker.leave();
        node.create(job.draft());
        node.trigger(job.key());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        clock.turn(Duration.ofSeconds(-10));

        node.start();
        worker.join();
        node.advance(Duration.ofSeconds(5));

        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_run_that_the_new_owner_made_itself_need_not_wait_for_claims() {
        var minutely = TestingJob.named("minutely").cron("0 * * * * ?").misfire(Misfire.Policy.FIRE_ONCE, 1, null);
        node.create(minutely.draft());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        clock.turn(Duration.ofMinutes(10));

        node.start();
        worker.join();

        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void an_attempt_that_was_lost_with_its_node_leaves_evidence() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(1));
        node.crash();
        worker.forgetEverything();

        node.start();
        worker.restart();
        node.advance(Duration.ofSeconds(3));

        assertThat(worker.token(run.id()).attempt()).isEqualTo(2);
        assertThat(store.catalog().attempts(run.id())).singleElement().satisfies(lost -> {
            assertThat(lost.attempt().token().attempt()).isOne();
            assertThat(lost.error().code()).isEqualTo(RunError.WORKER_LOST);
        });
    }

    @Test
    void a_worker_whose_clock_is_wrong_neither_gains_nor_loses_time() {
        node.create(job.timeout(Duration.ofSeconds(30)).draft());
        var early = node.trigger(job.key());
        var late = node.trigger(job.key());
        var tokens = List.of(worker.token(early.id()), worker.token(late.id()));
        node.crash();
        node.start();

        worker.joinHolding(List.of(
                new HeldAttempt(early.id(), tokens.get(0), START.minus(Duration.ofDays(10))),
                new HeldAttempt(late.id(), tokens.get(1), START.plus(Duration.ofDays(100_000)))));
        node.advance(Duration.ofSeconds(1));
        var atOnce = worker.stops();
        node.advance(Duration.ofSeconds(30));

        assertThat(atOnce).isEmpty();
        assertThat(worker.stops()).extracting(Effect.Stop::run).containsExactlyInAnyOrder(early.id(), late.id());
    }

    @Test
    void a_worker_that_says_that_it_ran_for_ever_is_not_believed() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(3));

        worker.report(List.of(
                new Report.Succeeded(run.id(), worker.token(run.id()), Duration.ofSeconds(Long.MAX_VALUE), null)));

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        state -> assertThat(state.startedAt()).isEqualTo(START));
    }

    @Test
    void a_due_run_that_is_cancelled_while_the_store_is_being_read_stays_cancelled() {
        worker.leave();
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();
        node.holdLoads();
        node.start();
        var window = node.heldLoads().getFirst().window();
        var seen = new Event.Loaded(window, store.load(window));

        node.send(new Command.CancelRun(store.run(run.id())));
        node.answerLoad(seen);
        node.releaseLoads();
        worker.join();
        node.advance(Duration.ofMinutes(1));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(worker.received()).isEmpty();
    }

    /** The first worker holds an attempt that was lost to the second, which holds the next one. */
    private Run replacedAttempt(TestingWorker other) {
        node.create(job.draft());
        var run = node.trigger(job.key());
        worker.leave();
        node.advance(Duration.ofMillis(5_500));
        other.join();
        for (int i = 0; i < 100 && other.holding().isEmpty(); i++) {
            node.advance(Duration.ofMillis(10));
        }
        return run;
    }
}
