package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.Epoch;
import io.carillon.model.IdSequence;
import io.carillon.model.JobId;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.JobDraft;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The time between a take-over and the moment at which all jobs of a partition are known. */
class ArrivalTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int PARTITIONS = 4;
    private static final Partition P0 = new Partition(0);
    private static final Partition P1 = new Partition(1);
    private static final Partition P2 = new Partition(2);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final Core core = new Core(new NodeId("one"), PARTITIONS, 1, Settings.DEFAULT, START);
    private final IdSequence ids = new IdSequence(P0, 0);

    @Test
    void nothing_is_planned_for_a_partition_before_all_that_were_taken_with_it_are_read() {
        Step taken = core.step(tookOver(P0, P1), START);
        Step half = core.step(new Event.JobsRead(of(P0, P1), List.of(jobs(P0, 3)), DueRuns.UNREAD), START);

        assertThat(reads(taken)).containsExactly(of(P0, P1));
        assertThat(reads(half)).containsExactly(of(P1));
        assertThat(core.ownedPartitions()).isZero();
        assertThat(writes(half)).isEmpty();

        Step whole = core.step(new Event.JobsRead(of(P1), List.of(jobs(P1, 0)), DueRuns.UNREAD), START);

        assertThat(core.ownedPartitions()).isEqualTo(2);
        assertThat(writes(whole)).filteredOn(Write.InsertRun.class::isInstance).hasSize(3 * 5);
        assertThat(whole.effects()).contains(new Effect.Tell(new Note.PartitionsTaken(2, new Epoch(1))));
    }

    @Test
    void a_command_for_a_partition_whose_jobs_are_being_read_is_for_its_owner_to_be() {
        core.step(tookOver(P0, P1, P2, new Partition(3)), START);

        Step refused = core.step(
                new Event.Asked(
                        new CommandId(1),
                        new Command.CreateJob(TestingJob.named("new").draft())),
                START);

        assertThat(refused.effects())
                .filteredOn(Effect.Answer.class::isInstance)
                .singleElement()
                .satisfies(answer -> assertThat(((Effect.Answer) answer).reply())
                        .isEqualTo(Reply.notOwner(
                                Partition.of(TestingJob.named("new").key(), PARTITIONS))));
    }

    @Test
    void partitions_are_read_some_at_a_time_and_no_more_than_readers_can_follow() {
        Core wide = new Core(new NodeId("one"), 256, 1, Settings.DEFAULT, START);
        var images = new ArrayList<PartitionImage>();
        for (int i = 0; i < 256; i++) {
            images.add(image(new Partition(i), 1));
        }

        Step taken = wide.step(new Event.TookOver(images, Set.of(), List.of()), START);

        assertThat(reads(taken)).hasSize(3).allSatisfy(read -> assertThat(read).hasSize(64));
    }

    @Test
    void many_jobs_are_taken_in_step_by_step_and_runs_are_read_when_all_are_there() {
        core.step(tookOver(P0, P1, P2), START);
        var all = List.of(jobs(P0, 1_500), jobs(P1, 1_500), jobs(P2, 1_500));

        Step first = core.step(new Event.JobsRead(of(P0, P1, P2), all, DueRuns.UNREAD), START);
        int opened = core.ownedPartitions();
        Step second = core.step(new Event.Tick(), START);
        core.step(new Event.CommitEnded(0, 1, CommitOutcome.Committed.WHOLE), START);
        Step durable = core.step(new Event.CommitEnded(0, 2, CommitOutcome.Committed.WHOLE), START);

        assertThat(opened).isEqualTo(2);
        assertThat(first.wakeUp()).isEqualTo(START);
        assertThat(first.effects()).noneMatch(Effect.Load.class::isInstance);
        assertThat(core.ownedPartitions()).isEqualTo(3);
        assertThat(durable.effects()).anyMatch(Effect.Load.class::isInstance);
        assertThat(second.effects()).contains(new Effect.Tell(new Note.PartitionsTaken(3, new Epoch(1))));
    }

    @Test
    void a_store_that_is_behind_is_not_given_more_to_write() {
        core.step(tookOver(P0), START);
        core.step(new Event.JobsRead(of(P0), List.of(jobs(P0, 1)), DueRuns.UNREAD), START);
        core.step(tookOver(P1), START);
        Instant later = START.plusSeconds(1);
        core.step(new Event.JobsRead(of(P1), List.of(jobs(P1, 12_000)), DueRuns.UNREAD), later);

        core.step(tookOver(P2), later);
        core.step(new Event.JobsRead(of(P2), List.of(jobs(P2, 1)), DueRuns.UNREAD), later);
        int whileBehind = core.ownedPartitions();
        Instant wakeUp = core.step(new Event.Tick(), later).wakeUp();
        core.step(new Event.CommitEnded(0, 1, CommitOutcome.Committed.WHOLE), later);
        core.step(new Event.Tick(), later);

        assertThat(whileBehind).isEqualTo(2);
        assertThat(wakeUp).isAfter(later);
        assertThat(core.ownedPartitions()).isEqualTo(3);
    }

    @Test
    void what_was_opened_is_told_although_the_rest_of_its_group_was_taken_by_another() {
        var commit = new GroupCommit(new NodeId("one"), 1, Settings.DEFAULT, _ -> Epoch.NONE);
        var arrivals = new Arrivals(commit, Settings.DEFAULT);
        arrivals.expect(List.of(image(P0, 1), image(P1, 1)));
        arrivals.read(START);
        arrivals.arrived(new Event.JobsRead(of(P0, P1), List.of(jobs(P0, 2_000), jobs(P1, 1)), DueRuns.UNREAD));

        Arrivals.Portion first = arrivals.takeReady();
        boolean expected = arrivals.expects(P1, new Epoch(2));
        Arrivals.Portion rest = arrivals.takeReady();

        assertThat(first.partitions()).hasSize(1);
        assertThat(first.end()).isEmpty();
        assertThat(expected).isFalse();
        assertThat(rest.partitions()).isEmpty();
        assertThat(rest.end()).map(Arrivals.End::note).contains(new Note.PartitionsTaken(1, new Epoch(1)));
        assertThat(arrivals.isOpening()).isFalse();
    }

    @Test
    void an_answer_that_was_asked_for_under_an_earlier_epoch_is_void() {
        core.step(tookOver(P0), START);
        core.step(new Event.TookOver(List.of(image(P0, 3)), Set.of(), List.of()), START);

        core.step(new Event.JobsRead(of(P0), List.of(jobs(P0, 7)), DueRuns.UNREAD), START);
        int ownedBySurprise = core.ownedPartitions();
        var asked = new TreeMap<>(Map.of(P0, new Epoch(3)));
        core.step(new Event.JobsRead(asked, List.of(jobs(P0, 1)), DueRuns.UNREAD), START);

        assertThat(ownedBySurprise).isZero();
        assertThat(core.ownedPartitions()).isEqualTo(1);
    }

    @Test
    void what_was_due_in_a_partition_that_was_taken_again_meanwhile_is_not_brought_back() {
        TestingNode before = node("one").start().declare("dev");
        Job job = before.create(TestingJob.named("asked").draft());
        Run run = before.trigger(job.key());
        Partition its = run.id().partition();
        Partition other = its.equals(P1) ? P2 : P1;
        var jobs = new PartitionJobs(its, List.of(job), List.of());
        core.step(tookOver(its, other), START);
        var due = new DueRuns(List.of(new LoadedRun(run, job.spec())), START.plusSeconds(10));
        core.step(new Event.JobsRead(of(its), List.of(jobs), due), START);

        core.step(new Event.TookOver(List.of(image(its, 3)), Set.of(), List.of()), START);
        var again = new TreeMap<>(Map.of(its, new Epoch(3)));
        core.step(new Event.JobsRead(again, List.of(jobs), new DueRuns(List.of(), START.plusSeconds(10))), START);
        core.step(new Event.JobsRead(of(other), List.of(jobs(other, 0)), DueRuns.UNREAD), START);

        assertThat(core.ownedPartitions()).isEqualTo(2);
        assertThat(core.liveRuns()).isZero();
    }

    @Test
    void a_partition_that_cant_be_read_is_tried_again_and_holds_up_no_other() {
        var everySecond = TestingJob.named("busy").cron("* * * * * ?");
        TestingNode before = node("one").start().declare("dev");
        Job job = before.create(everySecond.draft());
        before.advance(Duration.ofSeconds(3));
        before.crash();
        store.failJobsOf(job.id().partition());

        TestingNode after = node("two").join(Leases.DEFAULT);
        after.advance(Duration.ofSeconds(10));
        int ownedMeanwhile = after.core().ownedPartitions();
        int recordedMeanwhile = store.runs().size();
        store.failJobsOf();
        after.advance(Duration.ofSeconds(5));

        assertThat(ownedMeanwhile).isEqualTo(PARTITIONS - 1);
        assertThat(recordedMeanwhile).isLessThan(10);
        assertThat(after.core().ownedPartitions()).isEqualTo(PARTITIONS);
        assertThat(after.core().settled()).isTrue();
        assertThat(store.runs())
                .extracting(run -> run.scheduledAt())
                .doesNotHaveDuplicates()
                .contains(START.plusSeconds(1), START.plusSeconds(9), START.plusSeconds(18));
    }

    @Test
    void a_partition_that_another_took_before_it_was_read_is_given_up() {
        store.failJobsOf(P0);
        TestingNode node = node("one").join(Leases.DEFAULT);
        store.renew(new NodeId("thief"), Duration.ofDays(1), true);
        store.steal(P0);
        node.advance(Duration.ofSeconds(2));
        store.failJobsOf();

        node.advance(Duration.ofSeconds(5));

        assertThat(node.core().ownedPartitions()).isEqualTo(PARTITIONS - 1);
    }

    @Test
    void a_node_that_leaves_waits_for_nothing_that_it_has_not_read() {
        store.failJobsOf(P0);
        TestingNode node = node("one").join(Leases.DEFAULT);

        node.deliver(new Event.Leaving());
        node.advance(Duration.ofSeconds(5));
        store.failJobsOf();
        node.advance(Duration.ofSeconds(5));

        assertThat(node.core().ownedPartitions()).isZero();
        assertThat(node.core().idle()).isTrue();
    }

    private TestingNode node(String name) {
        return new TestingNode(store, clock, new NodeId(name), PARTITIONS, Settings.DEFAULT);
    }

    private static Event.TookOver tookOver(Partition... partitions) {
        var images = new ArrayList<PartitionImage>();
        for (Partition partition : partitions) {
            images.add(image(partition, 1));
        }
        return new Event.TookOver(images, Set.of(), List.of());
    }

    private static PartitionImage image(Partition partition, long epoch) {
        return new PartitionImage(partition, new Epoch(epoch), START, START, 0, false);
    }

    private static SortedMap<Partition, Epoch> of(Partition... partitions) {
        var epochs = new TreeMap<Partition, Epoch>();
        for (Partition partition : partitions) {
            epochs.put(partition, new Epoch(1));
        }
        return epochs;
    }

    private PartitionJobs jobs(Partition partition, int count) {
        var jobs = new ArrayList<Job>();
        for (int i = 0; i < count; i++) {
            JobDraft draft = TestingJob.named("job-" + partition + "-" + i)
                    .cron("* * * * * ?")
                    .draft();
            long value = ids.next(START) | (long) partition.number() << 12;
            jobs.add(new Job(new JobId(value), draft.key(), 1, draft.labels(), draft.spec(), false, START, START));
        }
        return new PartitionJobs(partition, jobs, List.of());
    }

    private static List<SortedMap<Partition, Epoch>> reads(Step step) {
        return step.effects().stream()
                .filter(Effect.ReadJobs.class::isInstance)
                .map(effect -> ((Effect.ReadJobs) effect).of())
                .toList();
    }

    private static List<Write> writes(Step step) {
        return step.effects().stream()
                .filter(Effect.Commit.class::isInstance)
                .flatMap(effect -> ((Effect.Commit) effect).batch().writes().stream())
                .toList();
    }
}
