package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingStore.Fault;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.RetryPolicy;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What comes after a run that failed for good: a run of the job that makes up for it, or a dead letter. */
class CompensationTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob mender = TestingJob.named("mender").priority(9);
    private final TestingJob job = TestingJob.named("fragile").onFailure("mender");

    @Test
    void a_run_that_failed_for_good_is_made_up_for_by_a_run_that_knows_what_failed() {
        node.create(mender.draft());
        node.create(job.attempts(2, Duration.ofSeconds(1)).draft());
        var asked =
                new Command.TriggerJob(job.key(), Json.object().put("order", 7).build(), null, null, null);
        var failed = ((Reply.RunMade) node.ask(asked)).run();

        worker.fail(failed.id(), "BOOM", true);
        var afterFirst = Fires.ofJob(store, mender.key());
        node.advance(Duration.ofSeconds(2));
        worker.fail(failed.id(), "BOOM", true);
        node.advance(Duration.ofSeconds(1));

        assertThat(afterFirst).isEmpty();
        var made = Fires.ofJob(store, mender.key()).getFirst();
        assertThat(made.cause()).isEqualTo(new Cause.Compensation(failed.id()));
        assertThat(made.priority().level()).isEqualTo(9);
        assertThat(made.params())
                .isEqualTo(Json.parse("{\"failed\":{\"run\":\"" + failed.id()
                        + "\",\"job\":\"fragile\",\"attempts\":2,\"error\":{\"code\":\"BOOM\",\"message\":\"told to fail\"},"
                        + "\"params\":{\"order\":7}}}"));
        assertThat(store.run(failed.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.run(failed.id()).sequel().compensatedBy()).isEqualTo(made.id());
        assertThat(store.run(failed.id()).sequel().dead()).isNull();
        assertThat(worker.only()).isEqualTo(made.id());
        assertThat(node.notes(Note.RunCompensated.class)).hasSize(1);
    }

    @Test
    void the_failure_and_what_makes_up_for_it_are_one_commit() {
        node.create(mender.draft());
        node.create(job.draft());
        var failed = node.trigger(job.key());

        worker.fail(failed.id());

        var batch = store.batches().stream()
                .filter(each -> each.writes().stream()
                        .anyMatch(write -> write instanceof Write.UpdateRun update
                                && update.run().state() instanceof RunState.Failed))
                .findFirst()
                .orElseThrow();
        assertThat(batch.writes())
                .anyMatch(write -> write instanceof Write.InsertRun insert
                        && insert.run().job().equals(mender.key())
                        && insert.partition().equals(failed.id().partition()))
                .anyMatch(write -> write instanceof Write.MarkRun);
    }

    @Test
    void a_run_that_failed_for_good_and_has_no_compensation_is_a_dead_letter() {
        var plain = TestingJob.named("plain");
        node.create(plain.draft());
        var failed = node.trigger(plain.key());

        worker.fail(failed.id());

        assertThat(store.run(failed.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(dead(failed.id())).isEqualTo(DeadReason.NO_COMPENSATION);
        assertThat(node.notes(Note.RunDied.class))
                .containsExactly(new Note.RunDied(failed.id(), plain.key(), DeadReason.NO_COMPENSATION));
    }

    @Test
    void a_run_that_succeeded_or_was_cancelled_is_neither() {
        node.create(mender.draft());
        node.create(job.draft());
        var succeeded = node.trigger(job.key());
        var cancelled = node.trigger(job.key());

        worker.succeed(succeeded.id());
        node.cancel(cancelled.id());
        worker.stopped(cancelled.id());

        assertThat(Fires.ofJob(store, mender.key())).isEmpty();
        assertThat(dead(succeeded.id())).isNull();
        assertThat(dead(cancelled.id())).isNull();
        assertThat(store.run(cancelled.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void what_makes_up_for_another_is_not_made_up_for_in_its_turn() {
        node.create(TestingJob.named("last").draft());
        node.create(mender.onFailure("last").draft());
        node.create(job.draft());
        var failed = node.trigger(job.key());
        worker.fail(failed.id());
        node.advance(Duration.ofSeconds(1));

        var made = worker.only();
        worker.fail(made);
        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.ofJob(store, JobKey.of("default", "last"))).isEmpty();
        assertThat(dead(made)).isEqualTo(DeadReason.COMPENSATION_FAILED);
        assertThat(dead(failed.id())).isNull();
    }

    @Test
    void what_was_to_make_up_for_another_and_was_left_out_is_a_dead_letter() {
        node.create(mender.overlap(Overlap.SKIP).draft());
        node.create(job.draft());
        var first = node.trigger(job.key());
        var second = node.trigger(job.key());
        worker.fail(first.id());
        node.advance(Duration.ofSeconds(1));

        worker.fail(second.id());
        node.advance(Duration.ofSeconds(1));

        var leftOut = Fires.ofJob(store, mender.key()).getLast();
        assertThat(leftOut.state())
                .isInstanceOfSatisfying(
                        RunState.Skipped.class,
                        skipped -> assertThat(skipped.reason()).isEqualTo(SkipReason.OVERLAP));
        assertThat(leftOut.sequel().dead()).isEqualTo(DeadReason.COMPENSATION_SKIPPED);
    }

    @Test
    void without_its_compensation_job_a_failure_is_a_dead_letter_that_says_so() {
        node.create(mender.draft());
        node.create(job.draft());
        var one = node.trigger(job.key());
        var two = node.trigger(job.key());

        node.pause(mender.key());
        worker.fail(one.id());
        node.delete(mender.key());
        worker.fail(two.id());

        assertThat(dead(one.id())).isEqualTo(DeadReason.COMPENSATION_PAUSED);
        assertThat(dead(two.id())).isEqualTo(DeadReason.COMPENSATION_MISSING);
    }

    @Test
    void losing_the_partition_of_the_compensation_job_unawares_loses_no_compensation() {
        var split = new Split();
        split.node.start();
        var worker = split.node.declare("dev").worker("w1", "dev", 1).join();
        split.node.create(split.mender.draft());
        split.node.create(split.job.draft());
        var failed = split.node.trigger(split.job.key());

        split.store.steal(split.away);
        worker.fail(failed.id());
        split.node.advance(Duration.ofSeconds(1));
        worker.succeed(worker.only());

        assertThat(Fires.ofJob(split.store, split.mender.key()))
                .singleElement()
                .matches(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void losing_the_partition_of_the_failed_run_leaves_both_to_its_new_owner() {
        var split = new Split();
        split.node.start();
        var worker = split.node.declare("dev").worker("w1", "dev", 1).join();
        split.node.create(split.mender.draft());
        split.node.create(split.job.draft());
        var failed = split.node.trigger(split.job.key());

        split.store.steal(split.home);
        worker.fail(failed.id());
        split.node.advance(Duration.ofSeconds(1));

        assertThat(split.store.run(failed.id()).state()).isNotInstanceOf(RunState.Final.class);
        assertThat(Fires.ofJob(split.store, split.mender.key())).isEmpty();
        assertThat(worker.holding()).isEmpty();
    }

    /** Two partitions, with a fragile job in one and the job that makes up for it in the other. */
    private static final class Split {

        private final TestingClock clock = new TestingClock(START);
        private final TestingStore store = new TestingStore(clock);
        private final TestingNode node = new TestingNode(store, clock, 2, Settings.DEFAULT);
        private final TestingJob mender = TestingJob.named("mender");
        private final Partition away = Partition.of(mender.key(), 2);
        private final Partition home = new Partition(1 - away.number());
        private final TestingJob job = inPartition(home).onFailure("mender");

        private static TestingJob inPartition(Partition partition) {
            for (int i = 0; ; i++) {
                var job = TestingJob.named("fragile-" + i);
                if (Partition.of(job.key(), 2).equals(partition)) {
                    return job;
                }
            }
        }
    }

    @Test
    void exactly_one_run_makes_up_for_a_failure_wherever_the_node_dies() {
        int last = failing(0, 0).commits();
        for (int crash = 1; crash <= last; crash++) {
            for (boolean before : new boolean[] {true, false}) {
                var world = failing(before ? crash : 0, before ? 0 : crash);

                assertThat(Fires.ofJob(world.store(), mender.key()))
                        .as("crash %s commit %s", before ? "before" : "after", crash)
                        .filteredOn(run -> run.state() instanceof RunState.Succeeded)
                        .extracting(Run::cause)
                        .containsExactlyElementsOf(Fires.ofJob(world.store(), job.key()).stream()
                                .filter(run -> run.state() instanceof RunState.Failed)
                                .map(run -> (Cause) new Cause.Compensation(run.id()))
                                .toList());
                assertThat(Fires.ofJob(world.store(), job.key()))
                        .isNotEmpty()
                        .allMatch(run -> run.state() instanceof RunState.Failed)
                        .allMatch(run -> run.sequel().compensatedBy() != null);
            }
        }
    }

    /** A world in which a run fails twice, and dies for good; after the jobs are saved, the node crashes once. */
    private static TestingNode failing(int crashBefore, int crashAfter) {
        var clock = new TestingClock(START);
        var node = TestingNode.started(new TestingStore(clock), clock);
        node.create(TestingJob.named("mender").draft());
        var fragile = TestingJob.named("fragile").onFailure("mender").attempts(2, Duration.ofSeconds(1));
        node.create(fragile.at(START.plusSeconds(3)).draft());
        int saved = node.commits();
        if (crashBefore > 0) {
            node.crashBeforeCommit(saved + crashBefore);
        }
        if (crashAfter > 0) {
            node.crashAfterCommit(saved + crashAfter);
        }
        var worker = node.worker("w1", "dev", 5).join();
        for (int i = 0; i < 40; i++) {
            node.advance(Duration.ofMillis(500));
            if (node.crashed()) {
                node.start();
                worker.join();
            }
            for (RunId run : worker.holding()) {
                boolean mends = run(worker, run).job().equals(JobKey.of("default", "mender"));
                if (mends) {
                    worker.succeed(run);
                } else {
                    worker.fail(run);
                }
            }
        }
        return node;
    }

    private static Run run(TestingWorker worker, RunId id) {
        return worker.received().stream()
                .map(received -> received.assign().run())
                .filter(run -> run.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_commit_that_fails_in_any_way_doubles_no_compensation() {
        for (Fault fault : Fault.values()) {
            var clock = new TestingClock(START);
            var store = new TestingStore(clock);
            var node = TestingNode.started(store, clock);
            var worker = node.worker("w1", "dev", 5).join();
            node.create(mender.draft());
            node.create(job.draft());
            var failed = node.trigger(job.key());

            store.failNext(fault);
            worker.fail(failed.id());
            node.advance(Duration.ofSeconds(2));

            assertThat(Fires.ofJob(store, mender.key())).as("%s", fault).hasSize(1);
        }
    }

    @Test
    void params_that_are_too_long_to_hand_on_are_left_out_and_it_says_so() {
        node.create(mender.draft());
        node.create(job.draft());
        var params = Json.object()
                .put("text", "x".repeat(FailureFacts.MAX_PARAMS_LENGTH))
                .build();
        var failed = ((Reply.RunMade) node.ask(new Command.TriggerJob(job.key(), params, null, null, null))).run();

        worker.fail(failed.id());

        var facts = (Json.Obj) Fires.ofJob(store, mender.key())
                .getFirst()
                .params()
                .get("failed")
                .orElseThrow();
        assertThat(facts.get("params")).isEmpty();
        assertThat(facts.get("paramsLeftOut")).contains(Json.of(true));
    }

    @Test
    void an_unknown_compensation_job_is_refused_with_the_one_that_was_meant() {
        node.create(mender.draft());

        var reply = node.ask(new Command.CreateJob(job.onFailure("mendre").draft()));

        assertThat(problems(reply))
                .containsExactly(new Problem(
                        "/spec/onFailure/job", "unknown-job", "unknown job 'mendre'; did you mean 'mender'?"));
    }

    @Test
    void jobs_that_would_make_up_for_each_other_are_refused() {
        node.create(mender.draft());
        node.create(job.draft());

        var toItself = node.ask(new Command.CreateJob(
                TestingJob.named("selfish").onFailure("selfish").draft()));
        var inCircles =
                node.ask(new Command.ReplaceJob(mender.onFailure("fragile").draft(), null));

        assertThat(problems(toItself)).extracting(Problem::code).containsExactly("compensation-cycle");
        assertThat(problems(inCircles)).extracting(Problem::code).containsExactly("compensation-cycle");
    }

    @Test
    void an_error_after_which_no_other_attempt_is_wanted_ends_the_run_at_once() {
        node.create(TestingJob.named("picky")
                .retry(new RetryPolicy(5, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(1), Duration.ofMinutes(1), 0)
                        .neverOn("BAD_INPUT"))
                .draft());
        var bad = node.trigger(JobKey.of("default", "picky"));
        var unlucky = node.trigger(JobKey.of("default", "picky"));

        worker.fail(bad.id(), "BAD_INPUT", true);
        worker.fail(unlucky.id(), "BOOM", true);

        assertThat(store.run(bad.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(store.run(unlucky.id()).state()).isInstanceOf(RunState.Waiting.class);
    }

    @Test
    void a_time_out_and_a_lost_worker_can_be_errors_after_which_no_other_attempt_is_wanted() {
        var policy = new RetryPolicy(5, RetryPolicy.Backoff.FIXED, Duration.ofSeconds(1), Duration.ofMinutes(1), 0);
        var slow = TestingJob.named("slow")
                .timeout(Duration.ofSeconds(2))
                .retry(policy.neverOn(RunError.TIMED_OUT, RunError.WORKER_LOST));
        node.create(slow.draft());
        var late = node.trigger(slow.key());
        var silent = node.trigger(slow.key());
        worker.begin(late.id());
        worker.begin(silent.id());

        node.advance(Duration.ofSeconds(3));
        worker.stopped(late.id());
        node.advance(Duration.ofSeconds(20));
        var lost = node.trigger(slow.key());
        worker.restart();

        assertThat(List.of(late, silent, lost))
                .allMatch(run -> store.run(run.id()).state() instanceof RunState.Failed);
        assertThat(store.runs()).allMatch(run -> run.handOuts() == 1);
    }

    private @Nullable DeadReason dead(RunId run) {
        return store.run(run).sequel().dead();
    }

    private static List<Problem> problems(Reply reply) {
        return ((Reply.Refused) reply).problems();
    }
}
