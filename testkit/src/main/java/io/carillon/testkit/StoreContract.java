package io.carillon.testkit;

import static io.carillon.testkit.Owner.cancel;
import static io.carillon.testkit.Owner.cancelPending;
import static io.carillon.testkit.Owner.delete;
import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Owner.update;
import static io.carillon.testkit.Owner.withdraw;
import static io.carillon.testkit.Samples.ANY_CHARACTERS;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.edited;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.CancelledFire;
import io.carillon.engine.Catalog;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.PartitionStatus;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.Namespace;
import io.carillon.model.NodeId;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Store} does. */
public abstract class StoreContract {

    private final Samples samples = new Samples();

    private Store store;
    private Owner owner;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    /** What people read of the store that was made last. */
    protected abstract Catalog catalog();

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

    @ParameterizedTest
    @MethodSource("io.carillon.testkit.Samples#states")
    void a_run_is_read_as_it_was_written_in_every_state(RunState state) {
        Job job = samples.job(P1, "job");
        Run inserted = samples.fired(job, T0).handedOut(2, state);
        Run updated = samples.fired(job, T0.plusNanos(1000));
        owner.write(put(job), insert(inserted), insert(updated));
        updated = updated.handedOut(3, state).declined(state);
        owner.write(update(updated));

        assertThat(read(inserted)).contains(inserted);
        assertThat(read(updated)).contains(updated);
        if (!state.status().isFinal()) {
            assertThat(owner.load(null, null, at(1), 10))
                    .containsExactly(new LoadedRun(inserted, job.spec()), new LoadedRun(updated, job.spec()));
        }
    }

    static Stream<Cause> causes() {
        return Stream.of(
                new Cause.Fired(0),
                new Cause.Fired(19),
                new Cause.CaughtUp(1),
                new Cause.Requested(null),
                new Cause.Requested(""),
                new Cause.Requested(ANY_CHARACTERS),
                new Cause.Compensation(new RunId(4711)),
                new Cause.Rerun(new RunId(4711), null),
                new Cause.Rerun(new RunId(4711), ANY_CHARACTERS));
    }

    @ParameterizedTest
    @MethodSource("causes")
    void a_run_is_read_with_its_cause(Cause cause) {
        Job job = samples.job(P1, "job");
        Run run = samples.run(job, T0, cause);
        owner.write(put(job), insert(run));

        assertThat(read(run)).contains(run);
    }

    @Test
    void instants_are_kept_to_the_microsecond_up_to_the_end_of_the_year_9999() {
        Job job = samples.job(P1, "job");
        Run first = samples.fired(job, Instant.parse("1970-01-01T00:00:00Z"));
        Run later = samples.fired(job, Instant.parse("2038-01-19T03:14:08.000001Z"));
        Run last = samples.fired(job, Instant.parse("9999-12-31T23:59:59.999999Z"));
        owner.write(put(job), insert(last), insert(first), insert(later));

        assertThat(owner.load(last.dueAt(), 10)).containsExactly(first, later, last);
    }

    @Test
    void params_of_any_shape_are_kept() {
        Job job = samples.job(P1, "job");
        var params = (Json.Obj)
                Json.parse("{\"n\":1.50,\"big\":1e400,\"deep\":[[{\"\":null}],true],\"b\":\"\\u0000\\ud83d\"}");
        Run plain = samples.requested(job, T0);
        var run = new Run(
                plain.id(),
                job.id(),
                job.key(),
                1,
                plain.cause(),
                T0,
                T0,
                plain.priority(),
                params,
                0,
                0,
                plain.state());
        owner.write(put(job), insert(run));

        assertThat(read(run).map(found -> found.params().text())).contains(params.text());
    }

    @Test
    void a_run_is_loaded_with_the_version_of_the_definition_that_it_was_made_from() {
        Job first = samples.job(P1, "job");
        Job second = edited(first, 9);
        Run old = samples.fired(first, at(1));
        Run young = samples.fired(second, at(2));
        owner.write(put(first), insert(old), put(second), insert(young), delete(second));

        List<LoadedRun> loaded = owner.load(null, null, at(9), 10);

        assertThat(loaded).containsExactly(new LoadedRun(old, first.spec()), new LoadedRun(young, second.spec()));
    }

    @Test
    void a_pause_changes_the_standing_of_a_job_and_not_its_version() {
        Job job = samples.job(P1, "job");
        Job paused = job.withPaused(true, at(5));
        owner.write(put(job));
        owner.write(put(paused));

        assertThat(owner.jobs(P1).getFirst().jobs()).containsExactly(paused);
        assertThat(catalog().versions(job.key(), 10)).containsExactly(paused);
    }

    @Test
    void writes_of_a_former_owner_are_left_out_and_its_others_are_committed() {
        Job lost = samples.job(P1, "lost");
        Job kept = samples.job(P2, "kept");
        new Owner(store, "node-2").take(P1);

        CommitOutcome outcome =
                owner.commit(put(lost), put(kept), new Write.PutApp(new AppName("shop"), T0), cancelPending(lost, T0));

        assertThat(outcome).isEqualTo(new CommitOutcome.Committed(Set.of(P1)));
        assertThat(catalog().job(lost.key())).isEmpty();
        assertThat(catalog().job(kept.key())).contains(kept);
        assertThat(store.apps()).containsExactly(new AppName("shop"));
    }

    @Test
    void every_kind_of_write_is_fenced() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, at(60));
        owner.write(put(job), insert(run));
        var thief = new Owner(store, "node-2");
        PartitionImage taken = thief.takeOne(P1);

        owner.commit(
                delete(job),
                update(run.withState(succeeded(at(1)))),
                insert(samples.fired(job, at(2))),
                withdraw(job, T0),
                cancelPending(job, T0),
                new Write.MovePartition(P1, taken.watermark().plusSeconds(9), Long.MAX_VALUE),
                new Write.AddAttempt(P1, run.id(), ATTEMPT, T0, new RunError("E", "")));

        assertThat(thief.load(at(99), 10)).containsExactly(run);
        assertThat(catalog().attempts(run.id())).isEmpty();
        assertThat(thief.jobs(P1)).containsExactly(new PartitionJobs(P1, List.of(job), List.of()));
        PartitionImage again = thief.takeOne(P1);
        assertThat(again)
                .isEqualTo(new PartitionImage(
                        P1, new Epoch(3), again.takenAt(), taken.watermark(), taken.lastId(), false));
    }

    @Test
    void a_partition_that_nobody_ever_owned_is_lost_to_whoever_writes_it() {
        Job job = samples.job(P1, "job");
        var dreamer = new Owner(store, "node-2");
        CommitBatch own = dreamer.batch(put(job));
        var fence = new TreeMap<>(own.fence());
        fence.put(P1, new Epoch(1));

        CommitOutcome outcome = store.commit(new CommitBatch(own.node(), own.number(), own.at(), fence, own.writes()));

        assertThat(outcome).isEqualTo(new CommitOutcome.Committed(Set.of(P1)));
        assertThat(catalog().job(job.key())).isEmpty();
    }

    @Test
    void a_batch_that_was_never_committed_did_not_take_place_and_may_be_sent_again() {
        Job job = samples.job(P1, "job");
        owner.write(new Write.PutApp(new AppName("shop"), T0));
        CommitBatch batch = owner.batch(put(job));

        CommitOutcome before = store.outcomeOf(batch);
        CommitOutcome sent = store.commit(batch);
        CommitOutcome after = store.outcomeOf(batch);

        assertThat(before).isInstanceOf(CommitOutcome.NotCommitted.class);
        assertThat(sent).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(after).isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    @Test
    void the_outcome_of_a_batch_tells_what_was_left_out_of_it() {
        new Owner(store, "node-2").take(P2);
        CommitBatch batch = owner.batch(put(samples.job(P2, "lost")), put(samples.job(P1, "kept")));
        store.commit(batch);

        CommitOutcome outcome = store.outcomeOf(batch);

        assertThat(outcome).isEqualTo(new CommitOutcome.Committed(Set.of(P2)));
    }

    @Test
    void batches_of_one_node_say_nothing_about_those_of_another() {
        var other = new Owner(store, "node-2");
        owner.write(put(samples.job(P1, "job")));

        CommitOutcome outcome = store.outcomeOf(other.batch());

        assertThat(outcome).isInstanceOf(CommitOutcome.NotCommitted.class);
    }

    @Test
    void a_run_that_changes_several_times_in_a_batch_is_left_in_its_last_state() {
        Job job = samples.job(P1, "job");
        Run fresh = samples.fired(job, T0);
        Run known = samples.fired(job, at(1));
        owner.write(put(job), insert(known));

        owner.write(
                insert(fresh),
                update(known.handedOut(1, new RunState.Sent(ATTEMPT))),
                update(fresh.handedOut(1, new RunState.Working(ATTEMPT, T0))),
                update(known.handedOut(2, succeeded(at(3)))),
                update(fresh.handedOut(1, succeeded(at(2)))));

        assertThat(read(fresh)).contains(fresh.handedOut(1, succeeded(at(2))));
        assertThat(read(known)).contains(known.handedOut(2, succeeded(at(3))));
    }

    @Test
    void a_withdrawal_takes_what_stands_before_it_in_the_batch_and_leaves_what_stands_behind() {
        Job job = samples.job(P1, "job");
        Run before = samples.fired(job, at(5));
        Run behind = samples.fired(job, at(5));
        owner.write(put(job), insert(before), withdraw(job, T0), insert(behind));

        assertThat(read(before)).isEmpty();
        assertThat(read(behind)).contains(behind);
    }

    @Test
    void a_withdrawal_of_one_trigger_leaves_the_fires_of_the_others() {
        Job job = samples.job(P1, "job");
        Run first = samples.fired(job, at(5));
        Run second = samples.run(job, at(5), new Cause.Fired(1));
        Run asked = samples.requested(job, at(5));
        owner.write(put(job), insert(first), insert(second), insert(asked));

        owner.write(withdraw(job, 1, T0));

        assertThat(read(first)).contains(first);
        assertThat(read(second)).isEmpty();
        assertThat(read(asked)).contains(asked);
    }

    @Test
    void a_cancellation_reaches_what_stands_before_it_in_the_batch_and_leaves_what_stands_behind() {
        Job job = samples.job(P1, "job");
        Run before = samples.requested(job, at(5));
        Run alone = samples.requested(job, at(5));
        Run begun = samples.requested(job, at(5));
        Run behind = samples.requested(job, at(5));
        owner.write(
                put(job),
                insert(alone),
                cancel(alone, at(1)),
                insert(before),
                insert(begun),
                update(begun.withState(new RunState.Waiting(at(5), at(5), null))),
                cancelPending(job, at(2)),
                insert(behind));

        assertThat(read(alone)).contains(alone.withState(new RunState.Cancelled(null, null, at(1))));
        assertThat(read(before)).contains(before.withState(new RunState.Cancelled(null, null, at(2))));
        assertThat(status(begun)).contains(RunStatus.SCHEDULED);
        assertThat(status(behind)).contains(RunStatus.PENDING);
    }

    @Test
    void a_job_may_be_deleted_and_made_again_in_one_batch() {
        Job first = samples.job(P1, "job");
        Job second = samples.job(P1, "job");
        Job third = samples.job(P1, "job");
        owner.write(put(first));
        owner.write(delete(first), put(second), delete(second), put(third));

        assertThat(catalog().job(third.key())).contains(third);
        assertThat(owner.jobs(P1).getFirst().jobs()).containsExactly(third);
    }

    @Test
    void a_final_state_never_changes() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0).withState(succeeded(at(1)));
        owner.write(put(job), insert(run));

        owner.writeWrongly(update(run.withState(new RunState.Pending())));
        owner.writeWrongly(update(run.withState(succeeded(at(2)))));
        owner.write(cancelPending(job, T0), withdraw(job, T0));

        assertThat(read(run)).contains(run);
    }

    @Test
    void a_run_is_not_inserted_over_another() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        owner.write(put(job), insert(run));

        owner.writeWrongly(insert(run.withState(succeeded(at(1)))));

        assertThat(read(run)).contains(run);
    }

    @Test
    void a_withdrawal_takes_fires_that_are_not_due_and_nothing_else() {
        Job job = samples.job(P1, "job");
        Job other = samples.job(P1, "other");
        Run due = samples.fired(job, at(10));
        Run ahead = samples.fired(job, at(10).plusNanos(1000));
        Run makesUp = samples.run(job, at(11), new Cause.CaughtUp(1));
        Run requested = samples.requested(job, at(11));
        Run waiting = samples.fired(job, at(12)).withState(new RunState.Waiting(T0, T0, null));
        Run others = samples.fired(other, at(11));
        owner.write(put(job), put(other), insert(due), insert(ahead), insert(makesUp));
        owner.write(insert(requested), insert(waiting), insert(others));

        owner.write(withdraw(job, at(10)));

        assertThat(owner.load(at(99), 10)).containsExactlyInAnyOrder(due, requested, waiting, others);
        assertThat(read(ahead)).isEmpty();
        assertThat(read(makesUp)).isEmpty();
    }

    @Test
    void a_deletion_cancels_whatever_is_recorded_and_not_due() {
        Job job = samples.job(P1, "job");
        Job other = samples.job(P1, "other");
        Run due = samples.requested(job, at(10));
        Run ahead = samples.requested(job, at(11));
        Run others = samples.requested(other, at(11));
        owner.write(put(job), put(other), insert(due), insert(ahead), insert(others));

        owner.write(cancelPending(job, at(10)), delete(job));

        assertThat(owner.load(at(99), 10)).containsExactly(due, others);
        assertThat(read(ahead)).contains(ahead.withState(new RunState.Cancelled(null, null, at(10))));
    }

    @Test
    void windows_join_without_a_gap_even_among_runs_that_are_due_together() {
        Job one = samples.job(P1, "one");
        Job two = samples.job(P2, "two");
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 10; i++) {
            runs.add(samples.fired(i % 2 == 0 ? one : two, at(i / 4)));
        }
        owner.write(put(one), put(two));
        runs.forEach(run -> owner.write(insert(run)));

        var read = new ArrayList<Run>();
        List<Run> window = owner.load(at(99), 3);
        while (!window.isEmpty()) {
            read.addAll(window);
            Run last = window.getLast();
            window = owner.load(last.dueAt(), last.id(), at(99), 3).stream()
                    .map(LoadedRun::run)
                    .toList();
        }

        assertThat(read).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(runs);
        assertThat(read).isSortedAccordingTo(Comparator.comparing(Run::dueAt).thenComparing(Run::id));
    }

    @Test
    void a_window_ends_with_what_is_due_at_its_end_and_the_next_begins_behind_it() {
        Job job = samples.job(P1, "job");
        Run inside = samples.fired(job, at(5));
        Run outside = samples.fired(job, at(5).plusNanos(1000));
        owner.write(put(job), insert(inside), insert(outside));

        List<Run> window = owner.load(at(5), 10);
        List<LoadedRun> next = owner.load(at(5), null, at(99), 10);

        assertThat(window).containsExactly(inside);
        assertThat(next).extracting(LoadedRun::run).containsExactly(outside);
    }

    @Test
    void a_window_holds_runs_that_have_not_ended_in_the_partitions_that_were_asked_for() {
        Job one = samples.job(P1, "one");
        Job two = samples.job(P2, "two");
        Run live = samples.fired(two, at(1));
        owner.write(put(one), put(two), insert(live), insert(samples.fired(one, at(1))));
        owner.write(insert(samples.fired(two, at(1)).withState(succeeded(at(2)))));
        var other = new Owner(store, "node-2");
        other.take(P2);

        List<Run> window = other.load(at(9), 10);

        assertThat(window).containsExactly(live);
    }

    @Test
    void an_app_is_known_once_however_often_it_is_seen() {
        owner.write(new Write.PutApp(new AppName("shop"), T0), new Write.PutApp(new AppName("bank"), T0));
        owner.write(new Write.PutApp(new AppName("shop"), at(9)));

        assertThat(store.apps()).containsExactlyInAnyOrder(new AppName("bank"), new AppName("shop"));
    }

    private Optional<Run> read(Run run) {
        return catalog().run(Namespace.DEFAULT, run.id());
    }

    private Optional<RunStatus> status(Run run) {
        return read(run).map(found -> found.state().status());
    }
}
