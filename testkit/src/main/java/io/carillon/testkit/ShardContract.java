package io.carillon.testkit;

import static io.carillon.testkit.Owner.cancelPending;
import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.mark;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Owner.update;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Band;
import io.carillon.engine.Catalog;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.RunFilter;
import io.carillon.engine.RunWindow.Selection.Named;
import io.carillon.engine.RunWindow.Selection.OfBand;
import io.carillon.engine.RunWindow.Selection.OfJob;
import io.carillon.engine.RunWindow.Selection.PartsOf;
import io.carillon.engine.Store;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with runs that were split, and with their parts. */
public abstract class ShardContract {

    private static final RunState.Failed FAILED = new RunState.Failed(ATTEMPT, at(1), at(2), new RunError("E", "e"));

    private final Samples samples = new Samples();

    private Store store;
    private Owner owner;
    private Job job;
    private Run whole;
    private List<Run> parts;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    /** What people read of the store that was made last. */
    protected abstract Catalog catalog();

    @BeforeEach
    void split() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
        job = samples.job(P1, "job");
        whole = samples.fired(job, T0);
        owner.write(put(job), insert(whole));
        parts = parts(whole, 5);
        owner.write(update(whole.withState(new RunState.Split(5, at(1)))));
        parts.forEach(part -> owner.write(insert(part)));
    }

    @Test
    void a_part_knows_its_run_and_its_place_in_it() {
        assertThat(catalog().run(Namespace.DEFAULT, parts.get(3).id())).contains(parts.get(3));
        assertThat(parts.get(3).cause()).isEqualTo(new Cause.Shard(whole.id(), 3, 5, new WorkerId("worker-3")));
    }

    @Test
    void the_live_parts_of_a_run_are_read_from_an_index_on_in_their_order() {
        List<Run> others = parts(samples.fired(job, T0), 3);
        others.forEach(other -> owner.write(insert(other)));
        owner.write(update(parts.get(2).withState(succeeded(at(2)))));

        assertThat(load(0, 10)).containsExactly(parts.get(0), parts.get(1), parts.get(3), parts.get(4));
        assertThat(load(1, 2)).containsExactly(parts.get(1), parts.get(3));
        assertThat(load(5, 10)).isEmpty();
    }

    @Test
    void a_part_comes_with_the_definition_that_it_was_made_from() {
        owner.write(put(Samples.edited(job, 2)));

        List<LoadedRun> loaded = owner.load(new PartsOf(whole.id(), 0), null, null, at(9), 10);

        assertThat(loaded).hasSize(5).allMatch(part -> part.spec().equals(job.spec()));
    }

    @Test
    void parts_of_what_another_node_owns_are_not_read() {
        new Owner(store, "node-2").take(P1);
        var other = new Owner(store, "node-3");
        other.take(P2);

        assertThat(other.load(new PartsOf(whole.id(), 0), null, null, at(9), 10))
                .isEmpty();
    }

    @Test
    void windows_show_runs_as_a_whole() {
        Run split = whole.withState(new RunState.Split(5, at(1)));

        assertThat(owner.load(at(9), 10)).containsExactly(split);
        assertThat(owner.load(new OfBand(Band.HIGH, new TreeSet<>()), null, null, at(9), 10))
                .hasSize(1);
        assertThat(owner.load(new OfJob(job.key(), job.id(), Band.HIGH), null, null, at(9), 10))
                .extracting(LoadedRun::run)
                .containsExactly(split);
    }

    @Test
    void the_parts_that_have_ended_are_told_with_how_they_ended() {
        Run other = samples.fired(job, T0);
        List<Run> others = parts(other, 2);
        others.forEach(part -> owner.write(insert(part)));
        owner.write(
                update(parts.get(4).withState(succeeded(at(2)))),
                update(parts.get(1).withState(FAILED)));
        owner.write(update(others.get(0).withState(new RunState.Cancelled(null, null, at(2)))));

        assertThat(store.endedParts(new TreeSet<>(Set.of(whole.id(), other.id(), new RunId(4711)))))
                .isEqualTo(Map.of(
                        whole.id(),
                        Map.of(1, RunStatus.FAILED, 4, RunStatus.SUCCEEDED),
                        other.id(),
                        Map.of(0, RunStatus.CANCELLED)));
    }

    @Test
    void people_see_the_parts_of_a_run_in_their_order_and_without_what_may_be_long() {
        owner.write(
                update(parts.get(1).withState(succeeded(at(2)))),
                update(parts.get(2).withState(FAILED)));

        List<Run> shown = catalog().shards(whole.id(), 1_000);

        assertThat(shown)
                .extracting(Run::id)
                .containsExactlyElementsOf(parts.stream().map(Run::id).toList());
        assertThat(shown.get(1))
                .isEqualTo(parts.get(1).withState(succeeded(at(2))).withoutPayload());
        assertThat(shown.get(2)).isEqualTo(parts.get(2).withState(FAILED).withoutPayload());
        assertThat(catalog().shards(parts.get(1).id(), 1_000)).isEmpty();
    }

    @Test
    void a_list_of_runs_leaves_parts_out_unless_it_is_one_of_parts() {
        owner.write(update(parts.get(2).withState(FAILED)));
        List<Run> latestFirst = new ArrayList<>(parts);
        latestFirst.set(2, parts.get(2).withState(FAILED));
        latestFirst.sort(Comparator.comparing(Run::id).reversed());

        List<Run> first = list(whole.id(), Set.of(), null, 3);
        List<Run> second = list(whole.id(), Set.of(), first.getLast(), 3);

        assertThat(list(null, Set.of(), null, 10)).extracting(Run::id).containsExactly(whole.id());
        assertThat(list(null, Set.of(RunStatus.PENDING, RunStatus.FAILED), null, 10))
                .isEmpty();
        assertThat(first).isEqualTo(latestFirst.subList(0, 3));
        assertThat(second).isEqualTo(latestFirst.subList(3, 5));
        assertThat(list(whole.id(), Set.of(RunStatus.FAILED), null, 10))
                .containsExactly(parts.get(2).withState(FAILED));
        assertThat(list(parts.getFirst().id(), Set.of(), null, 10)).isEmpty();
    }

    @Test
    void parts_of_a_run_that_is_under_way_are_not_taken_for_runs_to_come() {
        Run toCome = samples.fired(job, T0);
        owner.write(insert(toCome));

        owner.write(cancelPending(job, at(-1)), Owner.withdraw(job, at(-1)));

        assertThat(catalog().shards(whole.id(), 1_000)).allMatch(part -> part.state() instanceof RunState.Pending);
        assertThat(catalog().run(Namespace.DEFAULT, toCome.id()).map(Run::state))
                .contains(new RunState.Cancelled(null, null, at(-1)));
    }

    @Test
    void a_part_stays_for_as_long_as_its_run_and_goes_with_it() {
        parts.forEach(part -> owner.write(update(part.withState(succeeded(at(2))))));

        int whileItIsUnderWay = owner.purge(day(9), day(3), day(3));
        owner.write(update(whole.withState(new RunState.Failed(null, at(1), at(60), new RunError("E", "e")))));
        owner.write(mark(whole, new Mark.Dead(DeadReason.NO_COMPENSATION)));
        int whileItIsADeadLetter = owner.purge(day(9), day(3), null);
        List<Run> shownThen = catalog().shards(whole.id(), 1_000);
        int afterwards = owner.purge(day(9), day(3), day(3));

        assertThat(List.of(whileItIsUnderWay, whileItIsADeadLetter, afterwards)).containsExactly(0, 0, 6);
        assertThat(shownThen).hasSize(5);
        assertThat(catalog().shards(whole.id(), 1_000)).isEmpty();
    }

    @Test
    void the_parts_of_a_run_that_was_made_long_before_it_was_split_stay_for_as_long_as_it_does() {
        parts.forEach(part -> owner.write(update(part.withState(succeeded(at(2))))));
        Run delayed = samples.fired(job, day(40));
        owner.write(insert(delayed), update(whole.withState(new RunState.Succeeded(null, at(1), at(2), null))));

        int before = owner.purge(day(40), day(10), null);
        List<Run> late = parts(delayed, 3);
        late.forEach(part -> owner.write(insert(part)));
        owner.write(update(delayed.withState(new RunState.Split(3, day(40)))));
        int whileItIsUnderWay = owner.purge(day(45), day(15), null);
        owner.write(update(delayed.withState(new RunState.Succeeded(null, day(40), day(46), null))));
        int whileItIsKept = owner.purge(day(60), day(30), null);
        List<Run> shown = catalog().shards(delayed.id(), 1_000);
        int afterwards = owner.purge(day(90), day(60), null);

        assertThat(before + whileItIsUnderWay + whileItIsKept + afterwards).isEqualTo(1 + 5 + 1 + 3);
        assertThat(shown)
                .extracting(Run::id)
                .containsExactlyElementsOf(late.stream().map(Run::id).toList());
        assertThat(catalog().shards(delayed.id(), 1_000)).isEmpty();
        assertThat(catalog().shards(whole.id(), 1_000)).isEmpty();
    }

    @Test
    void a_part_that_has_ended_never_changes_again() {
        owner.write(update(parts.getFirst().withState(FAILED)));

        owner.writeWrongly(update(parts.getFirst().withState(succeeded(at(5)))));

        assertThat(catalog().run(Namespace.DEFAULT, parts.getFirst().id()))
                .contains(parts.getFirst().withState(FAILED));
    }

    @Test
    void parts_are_found_by_their_names_among_other_runs() {
        Run other = samples.fired(job, T0);
        owner.write(insert(other), update(parts.get(1).withState(succeeded(at(2)))));
        var named = new Named(new TreeSet<>(Set.of(
                other.id(), parts.get(0).id(), parts.get(1).id(), parts.get(4).id(), new RunId(4711))));

        assertThat(owner.load(named, null, null, at(9), 10))
                .extracting(LoadedRun::run)
                .containsExactly(parts.get(0), parts.get(4), other);
    }

    private static Instant day(int number) {
        return T0.plus(Duration.ofDays(number));
    }

    private List<Run> load(int from, int limit) {
        return owner.load(new PartsOf(whole.id(), from), null, null, at(9), limit).stream()
                .map(LoadedRun::run)
                .toList();
    }

    private List<Run> list(@Nullable RunId shardOf, Set<RunStatus> statuses, @Nullable Run after, int limit) {
        var before = after == null ? null : new RunFilter.Position(after.scheduledAt(), after.id());
        return catalog()
                .runs(new RunFilter(Namespace.DEFAULT, null, statuses, null, null, false, shardOf, before), limit);
    }

    private List<Run> parts(Run of, int total) {
        var made = new ArrayList<Run>();
        for (int index = 0; index < total; index++) {
            made.add(samples.run(job, T0, shard(of, index, total)));
        }
        return made;
    }

    /** Every other one is for one worker alone. */
    private static Cause.Shard shard(Run of, int index, int total) {
        return new Cause.Shard(of.id(), index, total, index % 2 == 0 ? null : new WorkerId("worker-" + index));
    }
}
