package io.carillon.engine;

import static io.carillon.engine.testing.TestingResource.calendar;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.ResourceName;
import io.carillon.model.RunId;
import io.carillon.model.job.CalendarRule;
import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.OnHoliday;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import io.carillon.model.job.TriggerOptions;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two partitions whose writes are committed at once: what one says about the other becomes durable in the right order. */
class LaneTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final int PARTITIONS = 2;
    private static final Partition EVEN = new Partition(0);
    private static final Partition ODD = new Partition(1);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = new TestingNode(store, clock, PARTITIONS, Settings.DEFAULT.inLanes(PARTITIONS))
            .start()
            .declare("dev");
    private final TestingWorker worker = node.worker("w1", "dev", 10).join();
    private final TestingJob even = in(EVEN, "even");
    private final TestingJob odd = in(ODD, "odd");

    @Test
    void a_lane_that_fails_holds_up_no_other() {
        node.create(even.draft());
        node.create(odd.draft());
        node.holdCommits();

        CommandId late = node.send(request(even));
        CommandId quick = node.send(request(odd));
        node.commitNext(ODD.number());

        assertThat(node.reply(late)).isEmpty();
        assertThat(node.reply(quick)).containsInstanceOf(Reply.RunMade.class);
    }

    @Test
    void an_answer_about_everything_waits_for_all_lanes() {
        node.create(even.draft());
        node.create(odd.draft());
        node.holdCommits();
        node.send(request(even));
        node.send(request(odd));

        CommandId refused = node.send(new Command.CreateJob(odd.draft()));
        node.commitNext(ODD.number());
        Optional<Reply> halfway = node.reply(refused);
        node.commitNext(EVEN.number());

        assertThat(halfway).isEmpty();
        assertThat(node.reply(refused)).containsInstanceOf(Reply.Refused.class);
    }

    @Test
    void jobs_follow_a_calendar_in_the_store_no_earlier_than_it_is_there() {
        ResourceKey key = new ResourceKey(ResourceKind.CALENDAR, Namespace.DEFAULT, calendarIn(EVEN));
        node.put(calendar(key.name().value(), open(0, 3600)));
        TestingJob busy = in(ODD, "busy").on(everySecond(key.name().value()));
        node.create(busy.draft());
        node.advance(Duration.ofSeconds(10));
        int before = Fires.ofJob(store, busy.key()).size();
        node.holdCommits();

        CommandId put = node.send(new Command.PutResource(calendar(key.name().value(), open(0, 12)), null));
        boolean early = node.commitNext(ODD.number());
        boolean saved = node.commitNext(EVEN.number());
        Optional<Reply> halfway = node.reply(put);
        boolean followed = node.commitNext(ODD.number());

        assertThat(early).isFalse();
        assertThat(saved).isTrue();
        assertThat(halfway).isEmpty();
        assertThat(followed).isTrue();
        assertThat(node.reply(put)).containsInstanceOf(Reply.ResourceSaved.class);
        assertThat(Fires.ofJob(store, busy.key())).hasSizeLessThan(before);
    }

    @Test
    void a_calendar_that_was_changed_and_lost_has_changed_no_fire() {
        String name = calendarIn(EVEN).value();
        node.put(calendar(name, open(0, 3600)));
        TestingJob busy = in(ODD, "busy").on(everySecond(name));
        node.create(busy.draft());
        node.advance(Duration.ofSeconds(10));
        var before = Fires.ofJob(store, busy.key());
        node.holdCommits();

        node.send(new Command.PutResource(calendar(name, open(0, 12)), null));
        node.commitNext(ODD.number());
        node.crash();

        assertThat(Fires.ofJob(store, busy.key())).isEqualTo(before);
    }

    @Test
    void a_calendar_is_deleted_when_the_last_job_that_named_it_is_gone_for_good() {
        ResourceKey key = new ResourceKey(ResourceKind.CALENDAR, Namespace.DEFAULT, calendarIn(EVEN));
        node.put(calendar(key.name().value(), open(0, 3600)));
        TestingJob busy = in(ODD, "busy").on(everySecond(key.name().value()));
        node.create(busy.draft());
        node.holdCommits();

        node.send(new Command.DeleteJob(busy.key(), null));
        CommandId deleted = node.send(new Command.DeleteResource(key, null));
        boolean early = node.commitNext(EVEN.number());
        node.commitNext(ODD.number());
        Optional<Reply> halfway = node.reply(deleted);
        node.commitNext(EVEN.number());

        assertThat(early).isFalse();
        assertThat(halfway).isEmpty();
        assertThat(node.reply(deleted)).containsInstanceOf(Reply.ResourceDeleted.class);
    }

    @Test
    void a_rerun_beside_another_partition_s_run_waits_for_the_definition_it_is_made_from() {
        Run compensation = compensationInEven();
        worker.succeed(compensation.id());
        node.holdCommits();

        node.send(new Command.ReplaceJob(odd.priority(9).draft(), null));
        CommandId rerun = node.send(rerun(compensation, null));
        boolean early = node.commitNext(EVEN.number());
        node.commitNext(ODD.number());
        Optional<Reply> halfway = node.reply(rerun);
        node.commitNext(EVEN.number());

        assertThat(early).isFalse();
        assertThat(halfway).isEmpty();
        assertThat(node.reply(rerun)).get().isInstanceOfSatisfying(Reply.RunMade.class, made -> {
            assertThat(made.run().jobVersion()).isEqualTo(2);
            assertThat(made.run().id().partition()).isEqualTo(EVEN);
        });
    }

    @Test
    void a_rerun_of_a_definition_that_is_refused_is_refused_with_it() {
        Run compensation = compensationInEven();
        worker.succeed(compensation.id());
        store.refuse(write -> write instanceof Write.PutJob put && put.job().version() == 2);
        node.holdCommits();

        CommandId edit = node.send(new Command.ReplaceJob(odd.priority(9).draft(), null));
        CommandId rerun = node.send(rerun(compensation, null));
        node.releaseCommits();

        assertThat(node.reply(edit)).get().isInstanceOfSatisfying(Reply.Refused.class, LaneTest::isRefusedByStore);
        assertThat(node.reply(rerun)).get().isInstanceOfSatisfying(Reply.Refused.class, LaneTest::isRefusedByStore);
        assertThat(Fires.ofJob(store, odd.key())).containsExactly(store.run(compensation.id()));
    }

    @Test
    void a_definition_that_is_not_durable_compensates_when_it_is() {
        node.create(odd.draft());
        node.create(even.onFailure(odd.key().name().value()).draft());
        Run failing = node.trigger(even.key());
        node.holdCommits();
        node.send(new Command.ReplaceJob(odd.priority(9).draft(), null));

        worker.fail(failing.id());
        node.commitNext(EVEN.number());
        DeadReason meanwhile = store.run(failing.id()).sequel().dead();
        node.releaseCommits();

        assertThat(meanwhile).isEqualTo(DeadReason.COMPENSATION_ELSEWHERE);
        assertThat(Fires.ofJob(store, odd.key()))
                .singleElement()
                .satisfies(run -> assertThat(run.cause()).isEqualTo(new Cause.Compensation(failing.id())))
                .satisfies(run -> assertThat(run.jobVersion()).isEqualTo(2));
        assertThat(store.run(failing.id()).sequel().dead()).isNull();
    }

    @Test
    void nothing_is_left_out_for_the_sake_of_a_run_that_is_not_durable() {
        TestingJob alone = odd.overlap(Overlap.SKIP);
        Run compensation = compensationInEven();
        worker.succeed(compensation.id());
        node.replace(alone.draft());
        node.holdCommits();

        node.send(rerun(compensation, null));
        node.send(request(alone));
        node.commitNext(ODD.number());
        node.commitNext(ODD.number());

        assertThat(Fires.ofJob(store, odd.key()))
                .filteredOn(run -> run.state() instanceof RunState.Skipped)
                .isEmpty();
        node.releaseCommits();
        assertThat(Fires.ofJob(store, odd.key()))
                .filteredOn(run -> run.state() instanceof RunState.Skipped)
                .hasSize(1);
    }

    @Test
    void a_deletion_is_answered_when_what_it_cancels_elsewhere_is_cancelled() {
        Run compensation = compensationInEven();
        worker.succeed(compensation.id());
        node.ask(rerun(compensation, START.plusSeconds(3)));
        node.holdCommits();

        CommandId deleted = node.send(new Command.DeleteJob(odd.key(), null));
        node.commitNext(ODD.number());
        Optional<Reply> halfway = node.reply(deleted);
        node.commitNext(EVEN.number());

        assertThat(halfway).isEmpty();
        assertThat(node.reply(deleted)).containsInstanceOf(Reply.JobDeleted.class);
        assertThat(Fires.ofJob(store, odd.key()))
                .anySatisfy(run -> assertThat(run.state()).isInstanceOf(RunState.Cancelled.class));
    }

    @Test
    void a_node_that_leaves_lets_go_of_each_partition_with_its_own_writes() {
        node.create(even.every(Duration.ofSeconds(1)).draft());
        node.create(odd.every(Duration.ofSeconds(1)).draft());
        node.advance(Duration.ofSeconds(3));
        node.holdCommits();

        node.deliver(new Event.Leaving());
        node.commitNext(ODD.number());
        var halfway = store.partitions();
        node.commitNext(EVEN.number());

        assertThat(halfway).extracting(PartitionStatus::owner).containsExactly(new NodeId("node-1"), null);
        assertThat(store.partitions()).extracting(PartitionStatus::owner).containsOnlyNulls();
        assertThat(node.core().idle()).isTrue();
    }

    /** A run of the odd job that lives beside the failed one that it makes up for. */
    private Run compensationInEven() {
        node.create(odd.draft());
        node.create(even.onFailure(odd.key().name().value()).draft());
        Run failed = node.trigger(even.key());
        worker.fail(failed.id());
        RunId made = worker.only();
        assertThat(made.partition()).isEqualTo(EVEN);
        return store.run(made);
    }

    private static void isRefusedByStore(Reply.Refused refused) {
        assertThat(refused.code()).isEqualTo("store-refused");
    }

    private Command rerun(Run ended, @Nullable Instant at) {
        return new Command.RerunRun(store.run(ended.id()), Json.Obj.EMPTY, at, null, null);
    }

    private static Command request(TestingJob job) {
        return new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null);
    }

    private static TestingJob in(Partition partition, String name) {
        return first(
                number -> TestingJob.named(name + number),
                job -> Partition.of(job.key(), PARTITIONS).equals(partition));
    }

    private static ResourceName calendarIn(Partition partition) {
        return first(
                number -> new ResourceName("calendar-" + number),
                name -> Partition.of(new ResourceKey(ResourceKind.CALENDAR, Namespace.DEFAULT, name), PARTITIONS)
                        .equals(partition));
    }

    private static <T> T first(IntFunction<T> numbered, Predicate<T> which) {
        return IntStream.range(0, 100)
                .mapToObj(numbered)
                .filter(which)
                .findFirst()
                .orElseThrow();
    }

    private static CalendarRule open(int from, int to) {
        return new CalendarRule.Period(CalendarRule.Effect.INCLUDE, at(from), at(to));
    }

    private static LocalDateTime at(int second) {
        return LocalDateTime.ofInstant(START.plusSeconds(second), ZoneOffset.UTC);
    }

    private static Trigger everySecond(String calendar) {
        var use = new TriggerOptions.CalendarUse(calendar, OnHoliday.SKIP);
        var options = new TriggerOptions(Duration.ZERO, TriggerBounds.NONE, Optional.of(use));
        return new Trigger.Cron("* * * * * ?", CronDialect.AUTO, ZoneOffset.UTC, ClockChanges.BY_RULE, options);
    }
}
