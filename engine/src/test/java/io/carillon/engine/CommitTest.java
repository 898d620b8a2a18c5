package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingStore.Fault;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Partition;
import io.carillon.model.job.Misfire;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What leaves the core, and when: after its commit, and never for a partition that was lost. */
class CommitTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Partition PARTITION = new Partition(0);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void one_batch_is_under_way_at_a_time_and_the_next_one_gathers() {
        node.create(job.draft());
        int before = store.batches().size();
        node.holdCommits();
        for (int i = 0; i < 10; i++) {
            node.send(request());
        }

        node.releaseCommits();

        assertThat(store.batches()).hasSize(before + 2);
        assertThat(store.batches().getLast().writes())
                .filteredOn(write -> write instanceof Write.InsertRun)
                .hasSize(9);
        assertThat(store.batches().getLast().writes())
                .filteredOn(write -> write instanceof Write.MovePartition)
                .hasSize(1);
    }

    @Test
    void a_commit_that_failed_is_tried_again_and_its_effects_wait() {
        node.create(job.draft());
        store.failNext(Fault.NOT_COMMITTED, Fault.NOT_COMMITTED);

        var asked = node.send(request());
        node.advance(Duration.ofMillis(399));
        var before = node.reply(asked);
        node.advance(Duration.ofMillis(1));

        assertThat(before).isEmpty();
        assertThat(node.reply(asked)).containsInstanceOf(Reply.RunMade.class);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_commit_whose_reply_was_lost_is_looked_up_and_not_repeated() {
        node.create(job.draft());
        store.failNext(Fault.DONE_REPLY_LOST);
        int before = store.batches().size();

        var asked = node.send(request());
        node.advance(Duration.ofMillis(200));

        assertThat(node.reply(asked)).containsInstanceOf(Reply.RunMade.class);
        assertThat(store.batches()).hasSize(before + 1);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_commit_that_did_not_take_place_and_whose_reply_was_lost_is_repeated() {
        node.create(job.draft());
        store.failNext(Fault.NOT_DONE_REPLY_LOST);

        var asked = node.send(request());
        node.advance(Duration.ofMillis(400));

        assertThat(node.reply(asked)).containsInstanceOf(Reply.RunMade.class);
        assertThat(store.runs()).hasSize(1);
    }

    @Test
    void nothing_that_depends_on_a_lost_partition_leaves() {
        node.create(job.draft());
        store.steal(PARTITION);

        var asked = node.send(request());
        node.advance(Duration.ofMinutes(1));

        assertThat(node.reply(asked)).hasValueSatisfying(CommitTest::isNotOwner);
        assertThat(worker.received()).isEmpty();
        assertThat(store.runs()).isEmpty();
        assertThat(node.notes(Note.PartitionLost.class)).containsExactly(new Note.PartitionLost(PARTITION));
        assertThat(node.core().ownedPartitions()).isZero();
    }

    @Test
    void a_node_that_lost_its_partition_plans_and_hands_out_nothing_more() {
        node.create(TestingJob.named("busy").cron("* * * * * ?").draft());
        node.advance(Duration.ofMillis(3_500));
        store.steal(PARTITION);
        node.advance(Duration.ofSeconds(2));
        int received = worker.received().size();
        int recorded = store.runs().size();

        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received()).hasSize(received);
        assertThat(store.runs()).hasSize(recorded);
        assertThat(node.core().liveRuns()).isZero();
    }

    @Test
    void a_partition_that_was_lost_and_taken_back_goes_on() {
        var busy = TestingJob.named("busy").cron("* * * * * ?");
        worker.eager();
        node.create(busy.draft());
        node.advance(Duration.ofMillis(3_500));
        store.steal(PARTITION);
        node.advance(Duration.ofSeconds(5));

        node.takeOver(new TreeSet<>(Set.of(PARTITION)));
        node.advance(Duration.ofSeconds(20));

        assertThat(Fires.recorded(store, busy.key(), clock.instant()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
        assertThat(Fires.succeeded(store, busy.key()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
    }

    @Test
    void that_an_attempt_began_is_in_the_store_within_the_interval() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.advance(Duration.ofSeconds(1));

        worker.begin(run.id());
        node.advance(Settings.DEFAULT.lazyWriteAfter());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Working.class);
        assertThat(node.core().idle()).isTrue();
    }

    @Test
    void whoever_asks_for_something_in_a_lost_partition_is_told_that_it_did_not_happen() {
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plus(Duration.ofHours(1)));
        store.steal(PARTITION);

        var asked = node.send(new Command.CancelRun(run));
        node.advance(Duration.ofMinutes(1));

        assertThat(node.reply(asked)).hasValueSatisfying(CommitTest::isNotOwner);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Pending.class);
    }

    @Test
    void a_repeated_result_is_not_acknowledged_where_the_first_was_lost_with_its_partition() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        var token = worker.token(run.id());
        node.holdCommits();

        worker.succeed(run.id());
        worker.report(List.of(new Report.Succeeded(run.id(), token, Duration.ZERO, null)));
        store.steal(PARTITION);
        node.releaseCommits();

        assertThat(worker.acknowledgements()).isEmpty();
    }

    @Test
    void a_repeated_command_is_refused_where_the_first_was_lost_with_its_partition() {
        node.create(job.draft());
        node.holdCommits();

        var first = node.send(new Command.PauseJob(job.key()));
        var second = node.send(new Command.PauseJob(job.key()));
        store.steal(PARTITION);
        node.releaseCommits();

        assertThat(node.reply(first)).hasValueSatisfying(CommitTest::isNotOwner);
        assertThat(node.reply(second)).hasValueSatisfying(CommitTest::isNotOwner);
    }

    @Test
    void a_run_of_a_deleted_job_goes_with_its_partition() {
        node.create(job.timeout(Duration.ofSeconds(10)).draft());
        node.trigger(job.key());
        node.delete(job.key());
        store.steal(PARTITION);

        node.send(new Command.CreateJob(TestingJob.named("other").draft()));
        node.advance(Duration.ofMinutes(1));

        assertThat(node.core().liveRuns()).isZero();
    }

    @Test
    void a_run_that_waits_for_a_worker_goes_with_its_partition() {
        worker.leave();
        node.create(job.draft());
        node.trigger(job.key());
        store.steal(PARTITION);
        node.send(request());

        worker.join();

        assertThat(worker.received()).isEmpty();
        assertThat(node.core().liveRuns()).isZero();
    }

    @Test
    void a_command_for_a_partition_that_is_not_owned_is_refused() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        store.steal(PARTITION);
        node.send(request());

        var replies = List.of(
                node.ask(new Command.CreateJob(TestingJob.named("other").draft())),
                node.ask(new Command.ReplaceJob(job.draft(), null)),
                node.ask(new Command.PauseJob(job.key())),
                node.ask(new Command.DeleteJob(job.key(), null)),
                node.ask(request()),
                node.ask(new Command.CancelRun(run)));

        assertThat(replies)
                .allSatisfy(reply -> assertThat(reply)
                        .isInstanceOfSatisfying(
                                Reply.Refused.class,
                                refused -> assertThat(refused.kind()).isEqualTo(Reply.Kind.UNAVAILABLE)));
    }

    @Test
    void a_partition_that_was_taken_back_before_its_loss_was_noticed_stays() {
        var busy = TestingJob.named("busy").cron("* * * * * ?");
        worker.eager();
        node.create(busy.draft());
        node.advance(Duration.ofMillis(3_500));
        node.holdCommits();
        node.send(new Command.TriggerJob(busy.key(), Json.Obj.EMPTY, null, null, null));
        store.steal(PARTITION);

        node.takeOver(new TreeSet<>(Set.of(PARTITION)));
        node.releaseCommits();
        node.advance(Duration.ofSeconds(20));

        assertThat(node.core().ownedPartitions()).isOne();
        assertThat(Fires.recorded(store, busy.key(), clock.instant()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
    }

    @Test
    void a_read_that_waits_for_nothing_but_writes_of_a_lost_partition_takes_place() {
        node.create(job.draft());
        var run = node.trigger(job.key(), START.plusSeconds(60));
        var other = node.trigger(job.key(), START.plusSeconds(70));
        node.pause(job.key());
        node.holdCommits();
        node.send(request());
        node.send(request());
        node.send(new Command.CancelRun(other));
        store.steal(PARTITION);
        node.releaseCommits();

        node.takeOver(new TreeSet<>(Set.of(PARTITION)));
        node.advance(Duration.ofMinutes(2));

        assertThat(worker.holding()).contains(run.id());
    }

    @Test
    void a_run_that_ends_within_the_interval_costs_two_writes() {
        worker.eager();
        node.create(TestingJob.named("calm").cron("*/10 * * * * ?").draft());

        node.advance(Duration.ofSeconds(61));

        long updates = store.batches().stream()
                .flatMap(batch -> batch.writes().stream())
                .filter(write -> write instanceof Write.UpdateRun)
                .count();
        assertThat(updates).isEqualTo(6);
    }

    @Test
    void an_attempt_that_could_not_leave_does_not_use_up_its_time() {
        node.create(job.timeout(Duration.ofSeconds(5)).draft());
        node.holdCommits();
        node.send(request());
        node.advance(Duration.ofSeconds(61));

        node.releaseCommits();
        var run = worker.only();
        node.advance(Duration.ofSeconds(4));
        var stops = worker.stops();
        node.advance(Duration.ofSeconds(6));

        assertThat(worker.received()).hasSize(1);
        assertThat(stops).isEmpty();
        assertThat(worker.stops()).hasSize(1);
        worker.succeed(run);
        assertThat(store.run(run).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void an_attempt_that_left_late_has_all_of_its_time() {
        node.create(job.timeout(Duration.ofSeconds(5)).draft());
        node.holdCommits();
        node.send(request());
        node.advance(Duration.ofSeconds(4));

        node.releaseCommits();
        node.advance(Duration.ofSeconds(4));
        var before = worker.stops();
        node.advance(Duration.ofSeconds(1));

        assertThat(before).isEmpty();
        assertThat(worker.stops()).hasSize(1);
    }

    @Test
    void a_result_for_a_partition_that_another_node_owns_is_left_with_its_worker() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        store.steal(PARTITION);
        node.send(request());

        worker.succeed(run.id());

        assertThat(worker.acknowledgements()).isEmpty();
    }

    private Command.TriggerJob request() {
        return new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null);
    }

    @Test
    void while_the_store_is_away_nothing_is_taken_on_without_end_and_no_fire_is_lost() {
        var busy = TestingJob.named("busy").cron("* * * * * ?").misfire(Misfire.Policy.FIRE_ALL, 100_000, null);
        node.create(job.draft());
        node.create(busy.draft());
        node.holdCommits();

        var replies = new ArrayList<CommandId>();
        for (int i = 0; i < 60_000; i++) {
            replies.add(node.send(request()));
        }
        node.advance(Duration.ofMinutes(10));
        var refused = replies.stream()
                .filter(id -> node.reply(id).filter(Reply.STORE_BEHIND::equals).isPresent())
                .count();
        node.releaseCommits();
        node.advance(Duration.ofSeconds(2));

        assertThat(refused).isBetween(9_000L, 11_000L);
        assertThat(Fires.recorded(store, busy.key(), clock.instant()))
                .containsExactlyElementsOf(Fires.expected(START, clock.instant(), _ -> true));
    }

    private static void isNotOwner(Reply reply) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo("not-owner"));
    }
}
