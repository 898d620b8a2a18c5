package io.carillon.testkit;

import static io.carillon.testkit.Owner.delete;
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

import io.carillon.engine.Catalog;
import io.carillon.engine.Purged;
import io.carillon.engine.RunFilter;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Mark;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.Sequel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with runs that have ended: what is noted beside them, how they are found, and when they go. */
public abstract class HistoryContract {

    private static final RunState.Failed FAILED = new RunState.Failed(ATTEMPT, at(1), at(2), new RunError("E", "e"));

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
    void what_is_noted_beside_a_run_is_read_with_it_and_its_state_stays() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        var by = new RunId(4711);
        owner.write(put(job), insert(run), update(run.withState(FAILED)), mark(run, dead()));
        var dead = read(run);
        owner.write(mark(run, new Mark.RerunBy(by)));
        var rerun = read(run);

        assertThat(dead).isEqualTo(run.withState(FAILED).marked(dead()));
        assertThat(rerun.sequel()).isEqualTo(new Sequel(null, null, by, null));
        assertThat(rerun.state()).isEqualTo(FAILED);
    }

    @Test
    void a_run_and_what_makes_up_for_it_know_of_each_other() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        Run mend = samples.run(job, T0, new Cause.Compensation(run.id()));
        owner.write(put(job), insert(run));
        owner.write(update(run.withState(FAILED)), insert(mend), mark(run, new Mark.CompensatedBy(mend.id())));

        assertThat(read(run).sequel().compensatedBy()).isEqualTo(mend.id());
        assertThat(read(mend).cause()).isEqualTo(new Cause.Compensation(run.id()));
    }

    @Test
    void only_a_dead_letter_is_discarded() {
        Job job = samples.job(P1, "job");
        Run dead = samples.fired(job, T0);
        Run alive = samples.fired(job, T0);
        owner.write(put(job), insert(dead.withState(FAILED)), insert(alive.withState(FAILED)), mark(dead, dead()));

        owner.write(mark(dead, new Mark.Discarded(at(9))), mark(alive, new Mark.Discarded(at(9))));

        assertThat(read(dead).sequel()).isEqualTo(new Sequel(null, null, null, at(9)));
        assertThat(read(alive).sequel()).isEqualTo(Sequel.NONE);
    }

    @Test
    void a_mark_beside_a_run_that_is_gone_means_nothing() {
        owner.write(new Write.MarkRun(P1, new RunId(4711), dead()));

        assertThat(deadLetters(null, null, 10)).isEmpty();
    }

    @Test
    void dead_letters_are_listed_latest_first_page_by_page_and_by_job() {
        Job one = samples.job(P1, "one");
        Job two = samples.job(P2, "two");
        owner.write(put(one), put(two));
        var all = new ArrayList<Run>();
        for (int i = 0; i < 7; i++) {
            Run run = samples.fired(i % 2 == 0 ? one : two, at(i / 3)).withState(FAILED);
            owner.write(insert(run), insert(samples.fired(one, at(i)).withState(FAILED)), mark(run, dead()));
            all.add(run.marked(dead()));
        }
        owner.write(mark(all.get(3), new Mark.Discarded(at(9))));
        all.remove(3);
        var latestFirst = all.stream()
                .sorted((left, right) -> {
                    int order = right.scheduledAt().compareTo(left.scheduledAt());
                    return order != 0 ? order : right.id().compareTo(left.id());
                })
                .toList();

        List<Run> first = deadLetters(null, null, 4);
        List<Run> second = deadLetters(null, position(first.getLast()), 4);
        List<Run> ofOne = deadLetters("one", null, 10);
        var ofOther = catalog()
                .runs(new RunFilter(Namespace.DEFAULT, null, Set.of(RunStatus.SKIPPED), null, null, true, null), 10);

        assertThat(first).isEqualTo(latestFirst.subList(0, 4));
        assertThat(second).isEqualTo(latestFirst.subList(4, 6));
        assertThat(ofOne)
                .isEqualTo(latestFirst.stream()
                        .filter(run -> run.job().equals(one.key()))
                        .toList());
        assertThat(ofOther).isEmpty();
    }

    @Test
    void a_key_counts_for_requests_or_for_one_former_run() {
        Job job = samples.job(P1, "job");
        Run former = samples.fired(job, T0);
        Run asked = samples.run(job, T0, new Cause.Requested("key"));
        Run again = samples.run(job, T0, new Cause.Rerun(former.id(), "key"));
        owner.write(put(job), insert(former), insert(again), insert(asked));

        assertThat(catalog().requested(job.key(), "key")).contains(asked.id());
        assertThat(catalog().requested(job.key(), Set.of("key", "other"))).isEqualTo(Map.of("key", asked.id()));
        assertThat(catalog().rerun(former.id(), "key")).contains(again.id());
        assertThat(catalog().rerun(former.id(), "other")).isEmpty();
        assertThat(catalog().rerun(asked.id(), "key")).isEmpty();
    }

    @Test
    void what_ended_before_an_instant_goes_with_its_attempts_and_nothing_else_does() {
        Job job = samples.job(P1, "job");
        Run old = samples.fired(job, T0).withState(succeeded(at(1)));
        Run young = samples.fired(job, T0).withState(succeeded(at(100)));
        Run alive = samples.fired(job, T0);
        owner.write(put(job), insert(old), insert(young), insert(alive));
        owner.write(new Write.AddAttempt(P1, old.id(), ATTEMPT, at(1), new RunError("E", "e")));
        owner.write(new Write.AddAttempt(P1, young.id(), ATTEMPT, at(1), new RunError("E", "e")));

        Purged purged = owner.purge(null, at(50), at(50), 10);

        assertThat(purged).isEqualTo(new Purged(1, null));
        assertThat(find(old)).isEmpty();
        assertThat(find(young)).contains(young);
        assertThat(find(alive)).contains(alive);
        assertThat(catalog().attempts(old.id())).isEmpty();
        assertThat(catalog().attempts(young.id())).hasSize(1);
        assertThat(catalog().job(job.key())).contains(job);
    }

    @Test
    void a_dead_letter_has_a_bound_of_its_own_or_none() {
        Job job = samples.job(P1, "job");
        Run dead = samples.fired(job, T0).withState(FAILED);
        owner.write(put(job), insert(dead), mark(dead, dead()));

        Purged withoutBound = owner.purge(null, at(50), null, 10);
        Purged beforeItsBound = owner.purge(null, at(50), at(2), 10);
        Purged behindIt = owner.purge(null, at(50), at(3), 10);

        assertThat(List.of(withoutBound.runs(), beforeItsBound.runs(), behindIt.runs()))
                .containsExactly(0, 0, 1);
    }

    @Test
    void a_slice_looks_at_no_more_than_its_limit_and_the_next_goes_on_behind_it() {
        Job job = samples.job(P1, "job");
        owner.write(put(job));
        var runs = new ArrayList<Run>();
        for (int i = 0; i < 5; i++) {
            Run run = samples.fired(job, T0);
            runs.add(i == 1 ? run : run.withState(succeeded(at(1))));
            owner.write(insert(runs.getLast()));
        }

        Purged first = owner.purge(null, at(50), null, 3);
        Purged second = owner.purge(first.through(), at(50), null, 3);

        assertThat(first).isEqualTo(new Purged(2, runs.get(2).id()));
        assertThat(second).isEqualTo(new Purged(2, null));
        assertThat(find(runs.get(1))).isPresent();
    }

    @Test
    void what_belongs_to_another_owner_stays() {
        Job job = samples.job(P1, "job");
        Run mine = samples.fired(samples.job(P2, "mine"), T0).withState(succeeded(at(1)));
        Run others = samples.fired(job, T0).withState(succeeded(at(1)));
        owner.write(put(job), insert(mine), insert(others));
        new Owner(store, "node-2").take(P1);

        Purged purged = owner.purge(null, at(50), null, 10);

        assertThat(purged.runs()).isEqualTo(1);
        assertThat(find(others)).isPresent();
        assertThat(find(mine)).isEmpty();
    }

    @Test
    void the_versions_of_a_deleted_job_go_some_time_after_its_last_run() {
        Job job = samples.job(P1, "job");
        Run last = samples.fired(job, T0);
        Instant longAfter = T0.plus(Duration.ofDays(100));
        owner.write(put(job), insert(last), delete(job, at(5)));

        owner.purge(null, longAfter, null, 10);
        var whileItRuns = owner.load(null, null, at(50), 10);
        owner.write(update(last.withState(succeeded(at(6)))));
        owner.purge(null, longAfter, null, 10);
        owner.purge(null, longAfter, null, 10);
        Run late = samples.fired(job, T0);
        owner.write(insert(late));

        assertThat(whileItRuns).hasSize(1);
        assertThat(loadedAfterItsVersionWent()).isEmpty();
    }

    /** A run without the version that it was made from can't be loaded, however the store says so. */
    private List<?> loadedAfterItsVersionWent() {
        try {
            return owner.load(null, null, at(50), 10);
        } catch (IllegalStateException unknownVersion) {
            return List.of();
        }
    }

    private static Mark dead() {
        return new Mark.Dead(DeadReason.NO_COMPENSATION);
    }

    private List<Run> deadLetters(@Nullable String job, RunFilter.@Nullable Position before, int limit) {
        JobName name = job == null ? null : new JobName(job);
        return catalog().runs(new RunFilter(Namespace.DEFAULT, name, Set.of(), null, null, true, before), limit);
    }

    private static RunFilter.Position position(Run run) {
        return new RunFilter.Position(run.scheduledAt(), run.id());
    }

    private Run read(Run run) {
        return find(run).orElseThrow();
    }

    private Optional<Run> find(Run run) {
        return catalog().run(Namespace.DEFAULT, run.id());
    }
}
