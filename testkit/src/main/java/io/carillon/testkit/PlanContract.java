package io.carillon.testkit;

import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Catalog;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with runs that are recorded together: nobody but their owner can tell them from others. */
public abstract class PlanContract {

    private static final int MANY = 300;

    private final Samples samples = new Samples();

    private Store store;
    private Owner owner;
    private Job job;
    private Job other;

    /** Makes an empty store; asked for once before each test. */
    protected abstract Store open();

    /** What people read of the store that was made last. */
    protected abstract Catalog catalog();

    @BeforeEach
    void take() {
        store = open();
        owner = new Owner(store, "node-1");
        owner.take(P1, P2);
        job = samples.job(P1, "job");
        other = samples.job(P1, "other");
        owner.write(put(job), put(other));
    }

    @Test
    void a_planned_run_is_found_as_any_other_and_stands_in_no_window() {
        Run first = samples.fired(job, at(5));
        Run second = samples.run(other, at(3), new Cause.Requested("key"));
        owner.write(plan(first, second));

        assertThat(catalog().run(Namespace.DEFAULT, first.id())).contains(first);
        assertThat(catalog().run(Namespace.DEFAULT, second.id())).contains(second);
        assertThat(catalog().run(new Namespace("elsewhere"), second.id())).isEmpty();
        assertThat(catalog().requested(other.key(), "key")).contains(second.id());
        assertThat(all()).containsExactly(first, second);
        assertThat(owner.load(at(99), 10)).isEmpty();
    }

    @Test
    void lists_find_planned_runs_by_job_state_and_time_page_by_page() {
        List<Run> planned = IntStream.range(0, MANY)
                .mapToObj(i -> samples.fired(i % 3 == 0 ? job : other, at(i % 7)))
                .toList();
        for (int from = 0; from < MANY; from += 30) {
            owner.write(plan(planned.subList(from, from + 30).toArray(Run[]::new)));
        }
        Run placed = samples.fired(job, at(4));
        owner.write(insert(placed));

        assertThat(pages(filter(null, null, null), 7)).isEqualTo(latestFirst(planned, placed));
        assertThat(pages(filter(job.key().name(), at(2), at(5)), 4))
                .isEqualTo(latestFirst(planned, placed).stream()
                        .filter(run -> run.job().equals(job.key())
                                && !run.scheduledAt().isBefore(at(2))
                                && run.scheduledAt().isBefore(at(5)))
                        .toList());
        assertThat(list(Set.of(RunStatus.PENDING))).hasSize(MANY + 1);
        assertThat(list(Set.of(RunStatus.RUNNING, RunStatus.SUCCEEDED))).isEmpty();
    }

    @Test
    void a_run_that_ends_leaves_its_plan_and_is_seen_once() {
        Run first = samples.fired(job, at(1));
        Run second = samples.fired(job, at(2));
        owner.write(plan(first, second));

        Run ended = first.withState(succeeded(at(1)));
        owner.write(leave(ended, first));

        assertThat(all()).containsExactly(second, ended);
        assertThat(catalog().run(Namespace.DEFAULT, first.id())).contains(ended);
        assertThat(list(Set.of(RunStatus.PENDING))).containsExactly(second);
    }

    @Test
    void a_run_that_goes_on_leaves_its_plan_and_has_a_place_of_its_own() {
        Run first = samples.fired(job, at(1));
        Run second = samples.fired(job, at(2));
        owner.write(plan(first, second));

        Run working = second.withState(new RunState.Working(ATTEMPT, at(2)));
        owner.write(leave(working, first));

        assertThat(all()).containsExactly(working, first);
        assertThat(owner.load(at(99), 10)).containsExactly(working);
        Run ended = working.withState(succeeded(at(3)));
        owner.write(Owner.update(ended));
        assertThat(all()).containsExactly(ended, first);
        assertThat(owner.load(at(99), 10)).isEmpty();
    }

    @Test
    void whoever_takes_over_finds_what_was_left_in_plans_and_nothing_that_had_left() {
        List<Run> planned = IntStream.range(0, MANY)
                .mapToObj(i -> samples.fired(job, at(i)))
                .toList();
        owner.write(plan(planned.toArray(Run[]::new)));
        Run ended = planned.get(0).withState(succeeded(at(9)));
        Run failed = planned.get(1).withState(new RunState.Cancelled(null, null, at(9)));
        Run working = planned.get(2).withState(new RunState.Working(ATTEMPT, at(9)));
        owner.write(leave(ended, planned.get(0)), leave(failed, planned.get(0)), leave(working, planned.get(0)));

        var thief = new Owner(store, "node-2");
        thief.takeOne(P1);

        List<Run> left =
                Stream.concat(Stream.of(working), planned.stream().skip(3)).toList();
        assertThat(thief.load(at(MANY), 2 * MANY)).isEqualTo(left);
        assertThat(all()).hasSize(MANY).contains(ended, failed, working);
        thief.write(Owner.update(left.getLast().withState(succeeded(at(9)))));
        assertThat(new Owner(store, "node-3").takeOne(P1).lastId()).isZero();
        assertThat(all()).hasSize(MANY);
    }

    @Test
    void what_stands_in_plans_of_other_partitions_stays_there() {
        Job elsewhere = samples.job(P2, "elsewhere");
        Run here = samples.fired(job, at(1));
        Run there = samples.fired(elsewhere, at(2));
        owner.write(put(elsewhere));
        owner.write(plan(here));
        owner.write(plan(there));

        var thief = new Owner(store, "node-2");
        thief.takeOne(P1);

        assertThat(thief.load(at(9), 10)).containsExactly(here);
        assertThat(owner.load(at(9), 10)).containsExactly(here);
        assertThat(all()).containsExactly(there, here);
    }

    @Test
    void a_plan_that_all_have_left_leaves_nothing_behind() {
        Run first = samples.fired(job, at(1));
        Run second = samples.fired(job, at(2));
        owner.write(plan(first, second));

        owner.write(leave(first.withState(succeeded(at(1))), first), leave(second, first), drop(first));
        owner.write(Owner.withdraw(job, T0));

        new Owner(store, "node-2").takeOne(P1);
        assertThat(all()).containsExactly(first.withState(succeeded(at(1))));
    }

    @Test
    void a_batch_may_plan_a_run_and_end_it_take_it_back_or_go_on_with_it() {
        Run ends = samples.fired(job, at(1));
        Run goes = samples.fired(job, at(2));
        Run stays = samples.fired(job, at(3));
        Run back = samples.fired(other, at(4));
        Run later = samples.fired(other, at(5));
        Run ended = ends.withState(succeeded(at(1)));
        Run going = goes.withState(new RunState.Waiting(at(2), at(2), null));
        List<Write> writes = new ArrayList<>(List.of(plan(ends, goes, stays)));
        writes.addAll(List.of(leave(ended, ends), leave(going, ends)));
        writes.addAll(List.of(plan(back)));
        writes.addAll(List.of(leave(back, back), drop(back), Owner.withdraw(other, T0)));
        writes.addAll(List.of(plan(later)));
        owner.write(writes.toArray(Write[]::new));

        assertThat(all()).containsExactly(later, stays, going, ended);
        var thief = new Owner(store, "node-2");
        thief.takeOne(P1);
        assertThat(thief.load(at(99), 10)).containsExactly(going, stays, later);
        assertThat(all()).containsExactly(later, stays, going, ended);
    }

    @Test
    void what_the_former_owner_says_of_its_plans_changes_nothing_any_more() {
        Run run = samples.fired(job, at(1));
        owner.write(plan(run));
        var thief = new Owner(store, "node-2");
        thief.takeOne(P1);

        assertThat(owner.commit(leave(run.withState(succeeded(at(1))), run), drop(run)))
                .isEqualTo(new CommitOutcome.Committed(Set.of(P1)));

        assertThat(thief.load(at(9), 10)).containsExactly(run);
        assertThat(all()).containsExactly(run);
    }

    /** What has ended tells a new owner which runs of a plan are left, however long nobody took the partition. */
    @Test
    void a_run_that_ended_long_ago_does_not_come_back_with_its_plan() {
        Run ended = samples.fired(job, T0);
        Run left = samples.fired(job, at(1));
        owner.write(plan(ended, left));
        Instant end = ended.id().madeAt().plusSeconds(1);
        owner.write(leave(ended.withState(succeeded(end)), ended));
        Instant late = end.plus(Duration.ofDays(30));

        owner.purge(late, late, late);
        new Owner(store, "node-2").takeOne(P1);

        assertThat(list(Set.of(RunStatus.PENDING))).containsExactly(left);
        owner.purge(late, late, late);
        assertThat(all()).containsExactly(left);
    }

    private static Write[] plan(Run... runs) {
        return Stream.of(runs)
                .map(run -> new Write.InsertRun(run.id().partition(), run, runs[0].id()))
                .toArray(Write[]::new);
    }

    /** Says how a run is now that stood in the plan that another began. */
    private static Write leave(Run run, Run first) {
        return new Write.UpdateRun(run.id().partition(), run, first.id());
    }

    private static Write drop(Run first) {
        return new Write.DropPlan(first.id().partition(), first.id());
    }

    private List<Run> all() {
        return list(Set.of());
    }

    private List<Run> list(Set<RunStatus> statuses) {
        return catalog().runs(new RunFilter(Namespace.DEFAULT, null, statuses, null, null, null), 2 * MANY);
    }

    private static RunFilter filter(@Nullable JobName name, @Nullable Instant from, @Nullable Instant to) {
        return new RunFilter(Namespace.DEFAULT, name, Set.of(), from, to, null);
    }

    private List<Run> pages(RunFilter filter, int limit) {
        var all = new ArrayList<Run>();
        List<Run> page = catalog().runs(filter, limit);
        while (!page.isEmpty()) {
            all.addAll(page);
            Run last = page.getLast();
            var behind = new RunFilter.Position(last.scheduledAt(), last.id());
            page = catalog()
                    .runs(
                            new RunFilter(
                                    filter.namespace(),
                                    filter.job(),
                                    filter.statuses(),
                                    filter.from(),
                                    filter.to(),
                                    behind),
                            limit);
        }
        return all;
    }

    private static List<Run> latestFirst(List<Run> planned, Run placed) {
        return Stream.concat(planned.stream(), Stream.of(placed))
                .sorted(Comparator.comparing(Run::scheduledAt)
                        .thenComparing(Run::id)
                        .reversed())
                .toList();
    }
}
