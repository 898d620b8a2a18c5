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

import io.carillon.engine.Catalog;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.PartitionImage;
import io.carillon.engine.PartitionJobs;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.Namespace;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Store} does with what is written. */
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

        CommitOutcome outcome =
                store.commit(new CommitBatch(own.node(), own.lane(), own.number(), own.at(), fence, own.writes()));

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
