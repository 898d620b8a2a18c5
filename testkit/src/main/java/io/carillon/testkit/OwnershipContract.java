package io.carillon.testkit;

import static io.carillon.testkit.Owner.cancel;
import static io.carillon.testkit.Owner.delete;
import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CancelledFire;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.Epoch;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with partitions: who takes them, what a new owner is told of them, and the jobs that it reads. */
public abstract class OwnershipContract {

    private final Samples samples = new Samples();

    private Store store;
    private Owner owner;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    @BeforeEach
    void take() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
    }

    @Test
    void a_new_partition_begins_with_the_first_epoch_and_without_ids() {
        PartitionImage image = owner.takeOne(new Partition(3));

        assertThat(image.epoch()).isEqualTo(new Epoch(1));
        assertThat(image.lastId()).isZero();
        assertThat(owner.jobs(P1)).containsExactly(new PartitionJobs(P1, List.of(), List.of()));
    }

    @Test
    void every_take_over_raises_the_epoch_and_keeps_how_far_the_partition_had_come() {
        var other = new Owner(store, "node-2");
        Instant watermark = Instant.parse("2091-01-01T00:00:00.000001Z");
        owner.write(new Write.MovePartition(P1, watermark, 4711));

        PartitionImage second = other.takeOne(P1);
        PartitionImage third = other.takeOne(P1);

        assertThat(second).isEqualTo(new PartitionImage(P1, new Epoch(2), second.takenAt(), watermark, 4711, false));
        assertThat(third.epoch()).isEqualTo(new Epoch(3));
    }

    @Test
    void a_partition_is_taken_only_if_its_epoch_is_the_one_that_was_seen() {
        var wanted = new TreeMap<>(Map.of(P1, new Epoch(1), P2, new Epoch(7), new Partition(3), Epoch.NONE));

        List<PartitionImage> taken = store.takeOver(new NodeId("node-2"), wanted);
        List<PartitionImage> again = store.takeOver(new NodeId("node-3"), wanted);

        assertThat(taken).extracting(PartitionImage::partition).containsExactly(P1, new Partition(3));
        assertThat(again).isEmpty();
        assertThat(store.partitions())
                .filteredOn(status -> status.partition().equals(P2))
                .singleElement()
                .satisfies(status -> assertThat(status.owner()).isEqualTo(owner.node()));
    }

    @Test
    void a_partition_that_was_released_has_no_owner_and_its_next_one_knows_that_it_was_handed_over() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        owner.write(put(job), insert(run), new Write.ReleasePartition(P1, T0, true));

        PartitionStatus released = store.partitions().getFirst();
        CommitOutcome late = owner.commit(insert(samples.fired(job, T0)));
        PartitionImage next = new Owner(store, "node-2").takeOne(P1);

        assertThat(released.owner()).isNull();
        assertThat(late).isEqualTo(new CommitOutcome.Committed(Set.of(P1)));
        assertThat(next.handedOver()).isTrue();
        assertThat(owner.jobs(P1)).extracting(PartitionJobs::jobs).containsExactly(List.of(job));
    }

    @Test
    void a_job_can_be_read_whoever_owns_it_until_it_is_deleted() {
        Job job = samples.job(P1, "job");
        owner.write(put(job));
        var before = store.job(job.key());

        owner.write(new Write.DeleteJob(P1, job.id(), T0));

        assertThat(before).contains(job);
        assertThat(store.job(job.key())).isEmpty();
    }

    @Test
    void a_partition_that_was_released_before_all_of_it_was_read_is_not_handed_over() {
        owner.write(new Write.ReleasePartition(P1, T0, false));

        PartitionImage next = new Owner(store, "node-2").takeOne(P1);

        assertThat(store.partitions().getFirst().owner()).isEqualTo(new NodeId("node-2"));
        assertThat(next.handedOver()).isFalse();
    }

    @Test
    void a_partition_is_taken_at_the_present() {
        PartitionImage first = new Owner(store, "node-2").takeOne(P1);
        PartitionImage second = new Owner(store, "node-3").takeOne(P1);

        assertThat(first.takenAt()).isBetween(first.watermark(), second.takenAt());
    }

    /** The clock of the store may have been put back since, or be another machine's. */
    @Test
    void a_partition_is_taken_no_earlier_than_its_owner_s_last_batch_whoever_took_it_in_between() {
        Instant ahead = Instant.parse("2091-01-01T00:00:00.000001Z");
        owner.writeAt(ahead, put(samples.job(P2, "job")));

        PartitionImage next = new Owner(store, "node-2").takeOne(P1);
        PartitionImage afterNext = new Owner(store, "node-3").takeOne(P1);

        assertThat(next.takenAt()).isEqualTo(ahead);
        assertThat(afterNext.takenAt()).isEqualTo(ahead);
    }

    @Test
    void a_partition_is_taken_no_earlier_than_it_was_released() {
        Instant ahead = Instant.parse("2091-01-01T00:00:00.000001Z");
        owner.write(new Write.ReleasePartition(P1, ahead, true));

        assertThat(new Owner(store, "node-2").takeOne(P1).takenAt()).isEqualTo(ahead);
    }

    @Test
    void the_jobs_of_a_partition_are_its_own_that_were_not_deleted() {
        Job one = samples.job(P1, "one");
        Job gone = samples.job(P1, "gone");
        Job two = samples.job(P2, "two");
        owner.write(put(one), put(gone), put(two), delete(gone));

        List<PartitionJobs> read = owner.jobs(P1, P2);

        assertThat(read)
                .containsExactly(
                        new PartitionJobs(P1, List.of(one), List.of()), new PartitionJobs(P2, List.of(two), List.of()));
    }

    @Test
    void jobs_are_read_partition_by_partition_until_there_are_enough() {
        Job one = samples.job(P1, "one");
        Job other = samples.job(P1, "other");
        Job two = samples.job(P2, "two");
        owner.write(put(one), put(other), put(two));
        var both = new TreeSet<>(Set.of(P1, P2));

        assertThat(store.jobs(both, 1)).extracting(PartitionJobs::jobs).containsExactly(List.of(one, other));
        assertThat(store.jobs(both, 2)).extracting(PartitionJobs::partition).containsExactly(P1);
        assertThat(store.jobs(both, 3)).extracting(PartitionJobs::partition).containsExactly(P1, P2);
        assertThat(store.jobs(new TreeSet<>(), 1)).isEmpty();
    }

    @Test
    void the_jobs_of_a_partition_come_with_the_fires_that_were_cancelled_before_they_are_due() {
        Job job = samples.job(P1, "job");
        Instant future = Instant.parse("2091-01-01T00:00:00Z");
        Run ahead = samples.run(job, future, new Cause.Fired(2));
        Run asked = samples.requested(job, future);
        Run past = samples.fired(job, Instant.parse("2001-01-01T00:00:00Z"));
        Run live = samples.fired(job, future.plusSeconds(1));
        owner.write(put(job), insert(ahead), insert(asked), insert(past), insert(live));
        owner.write(cancel(ahead, T0), cancel(asked, T0), cancel(past, T0));

        List<PartitionJobs> read = new Owner(store, "node-2").jobs(P1, P2);

        assertThat(read)
                .extracting(PartitionJobs::cancelledAhead)
                .containsExactly(List.of(new CancelledFire(job.id(), 2, ahead.scheduledAt())), List.of());
    }
}
