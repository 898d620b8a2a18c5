package io.carillon.testkit;

import static io.carillon.testkit.Owner.cancel;
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
import io.carillon.engine.RunFilter;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.AppName;
import io.carillon.model.JobName;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.job.Declaration;
import io.carillon.model.job.Job;
import io.carillon.model.job.Sync;
import io.carillon.model.json.Json;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
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
    void what_is_made_up_for_is_a_dead_letter_no_longer() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0);
        Run mend = samples.run(job, T0, new Cause.Compensation(run.id()));
        owner.write(put(job), insert(run.withState(FAILED)), mark(run, dead()));

        owner.write(insert(mend), mark(run, new Mark.CompensatedBy(mend.id())));

        assertThat(read(run).sequel()).isEqualTo(new Sequel(null, mend.id(), null, null));
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
    void what_ended_on_a_day_before_a_bound_goes_with_its_attempts_and_nothing_else_does() {
        Job job = samples.job(P1, "job");
        Run old = samples.fired(job, T0).withState(succeeded(at(1)));
        Run failed = samples.fired(job, T0).withState(FAILED);
        Run young = samples.fired(job, T0).withState(succeeded(day(5)));
        Run alive = samples.fired(job, T0);
        owner.write(put(job), insert(old), insert(failed), insert(young), insert(alive));
        owner.write(new Write.AddAttempt(P1, old.id(), ATTEMPT, at(1), new RunError("E", "e")));
        owner.write(new Write.AddAttempt(P1, young.id(), ATTEMPT, day(5), new RunError("E", "e")));

        int purged = owner.purge(day(9), day(3), day(3));

        assertThat(purged).isEqualTo(2);
        assertThat(find(old)).isEmpty();
        assertThat(find(failed)).isEmpty();
        assertThat(find(young)).contains(young);
        assertThat(find(alive)).contains(alive);
        assertThat(catalog().attempts(old.id())).isEmpty();
        assertThat(catalog().attempts(young.id())).hasSize(1);
        assertThat(catalog().job(job.key())).contains(job);
        assertThat(list()).containsExactly(alive, young);
    }

    @Test
    void a_day_goes_when_all_of_it_lies_before_the_bound_and_not_earlier() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0).withState(succeeded(at(1)));
        owner.write(put(job), insert(run));
        Instant midnight = T0.truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(1));

        int before = owner.purge(day(9), midnight.minusNanos(1000), null);
        int then = owner.purge(day(9), midnight, null);

        assertThat(List.of(before, then)).containsExactly(0, 1);
    }

    @Test
    void a_dead_letter_has_a_bound_of_its_own_or_none() {
        Job job = samples.job(P1, "job");
        Run dead = samples.fired(job, T0).withState(FAILED);
        Run alike = samples.fired(job, T0).withState(FAILED);
        owner.write(put(job), insert(dead), insert(alike), mark(dead, dead()));
        owner.write(new Write.AddAttempt(P1, dead.id(), ATTEMPT, at(1), new RunError("E", "e")));

        int withoutBound = owner.purge(day(9), day(3), null);
        int beforeItsBound = owner.purge(day(9), day(3), at(50));
        Run kept = read(dead);
        List<Run> listed = list();
        List<Run> letters = deadLetters("job", null, 10);
        var attempts = catalog().attempts(dead.id());
        int behindIt = owner.purge(day(9), day(3), day(1));

        assertThat(List.of(withoutBound, beforeItsBound, behindIt)).containsExactly(1, 0, 1);
        assertThat(kept).isEqualTo(dead.marked(dead()));
        assertThat(listed).containsExactly(kept);
        assertThat(letters).containsExactly(kept);
        assertThat(attempts).hasSize(1);
        assertThat(find(dead)).isEmpty();
        assertThat(deadLetters(null, null, 10)).isEmpty();
    }

    @Test
    void a_dead_letter_that_somebody_deals_with_is_kept_no_longer_than_others() {
        Job job = samples.job(P1, "job");
        Run discarded = samples.fired(job, T0).withState(FAILED);
        Run rerun = samples.fired(job, T0).withState(FAILED);
        owner.write(put(job), insert(discarded), insert(rerun), mark(discarded, dead()), mark(rerun, dead()));
        owner.purge(day(9), day(3), null);

        owner.write(mark(discarded, new Mark.Discarded(day(9))), mark(rerun, new Mark.RerunBy(new RunId(4711))));
        var sequels = List.of(read(discarded).sequel(), read(rerun).sequel());
        int purged = owner.purge(day(9), day(3), null);

        assertThat(sequels)
                .containsExactly(new Sequel(null, null, null, day(9)), new Sequel(null, null, new RunId(4711), null));
        assertThat(purged).isEqualTo(2);
        assertThat(list()).isEmpty();
    }

    @Test
    void however_much_is_old_it_goes_in_bounded_steps() {
        Job job = samples.job(P1, "job");
        owner.write(put(job));
        for (int i = 0; i < 25; i++) {
            Run dead = samples.fired(job, T0).withState(FAILED);
            owner.write(insert(samples.fired(job, T0).withState(succeeded(at(i)))), insert(dead), mark(dead, dead()));
        }

        int purged = owner.purge(day(9), day(3), null);
        List<Run> letters = deadLetters(null, null, 100);
        int purgedLater = owner.purge(day(9), day(3), day(3));

        assertThat(List.of(purged, purgedLater)).containsExactly(25, 25);
        assertThat(letters).hasSize(25);
        assertThat(list()).isEmpty();
    }

    @Test
    void history_goes_whoever_asks_for_it() {
        Job job = samples.job(P1, "job");
        Run run = samples.fired(job, T0).withState(succeeded(at(1)));
        owner.write(put(job), insert(run));

        int purged = new Owner(store, "node-2").purge(day(9), day(3), null);

        assertThat(purged).isEqualTo(1);
        assertThat(find(run)).isEmpty();
    }

    @Test
    void the_versions_of_a_deleted_job_go_some_time_after_its_last_run() {
        Job job = samples.job(P1, "job");
        Run last = samples.fired(job, T0);
        owner.write(put(job), insert(last), delete(job, at(5)));

        owner.purge(day(100), day(70), null);
        var whileItRuns = owner.load(null, null, at(50), 10);
        owner.write(update(last.withState(succeeded(day(101)))));
        owner.purge(day(102), day(72), null);
        owner.purge(day(150), day(120), null);
        owner.purge(day(150), day(120), null);
        Run late = samples.fired(job, T0);
        owner.write(insert(late));

        assertThat(whileItRuns).hasSize(1);
        assertThat(loadedAfterItsVersionWent()).isEmpty();
    }

    @Test
    void a_deleted_job_that_code_declared_is_remembered_for_ever() {
        var said = new Declaration(new AppName("shop"), "close", Sync.CREATE, 1, Json.Obj.EMPTY);
        Job job = samples.job(P1, "job").withDeclared(said);
        owner.write(put(job), delete(job, at(5)));

        owner.purge(day(100), day(70), null);
        owner.purge(day(150), day(120), null);
        owner.purge(day(200), day(170), null);

        assertThat(catalog().deletedDeclared(job.key())).contains(job);
    }

    @Test
    void what_was_cancelled_long_before_it_is_due_stays_in_its_place_of_the_list() {
        Job job = samples.job(P1, "job");
        Run far = samples.fired(job, day(30));
        Run near = samples.fired(job, day(10));
        owner.write(put(job), insert(far), insert(near));
        owner.write(cancel(far, at(1)), update(near.withState(succeeded(day(10)))));

        List<Run> first = catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 1);
        List<Run> second = catalog()
                .runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, position(first.getLast())), 1);
        List<Run> from = catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), day(20), null, null), 5);

        assertThat(first).extracting(Run::id).containsExactly(far.id());
        assertThat(second).extracting(Run::id).containsExactly(near.id());
        assertThat(from).extracting(Run::id).containsExactly(far.id());
    }

    @Test
    void what_took_many_days_stays_in_its_place_of_the_list() {
        Job job = samples.job(P1, "job");
        Run slow = samples.fired(job, day(1));
        Run slower = samples.fired(job, at(2));
        Run other = samples.fired(job, day(20));
        owner.write(put(job), insert(slow), insert(slower), insert(other));
        owner.write(update(slow.withState(succeeded(day(20)))), update(other.withState(succeeded(day(20)))));
        owner.write(update(slower.withState(succeeded(day(20)))));

        List<Run> first = catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, day(2), null), 1);
        List<Run> second = catalog()
                .runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, position(first.getLast())), 5);

        assertThat(first).extracting(Run::id).containsExactly(slow.id());
        assertThat(second).extracting(Run::id).containsExactly(slower.id());
    }

    @Test
    void a_list_goes_on_through_the_days() {
        Job job = samples.job(P1, "job");
        owner.write(put(job));
        var all = new ArrayList<Run>();
        for (int i = 0; i < 12; i++) {
            RunState state = i % 3 == 0 ? FAILED : succeeded(day(i / 2));
            Run run = samples.fired(job, day(i / 2).minusSeconds(i % 2)).withState(state);
            owner.write(insert(run));
            all.addFirst(run);
        }
        all.sort(Comparator.comparing(Run::scheduledAt).thenComparing(Run::id).reversed());

        var read = new ArrayList<Run>();
        List<Run> page = catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 5);
        while (!page.isEmpty()) {
            read.addAll(page);
            page = catalog()
                    .runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, position(page.getLast())), 5);
        }

        assertThat(read).isEqualTo(all);
    }

    @Test
    void a_list_of_a_job_that_seldom_fails_finds_the_days_on_which_it_did() {
        Job job = samples.job(P1, "job");
        Job often = samples.job(P1, "often");
        owner.write(put(job), put(often));
        var all = new ArrayList<Run>();
        for (int day = 0; day < 9; day++) {
            owner.write(insert(failedOn(day, often)));
            if (day % 7 == 1) {
                Run run = failedOn(day, job);
                owner.write(insert(run));
                all.addFirst(run);
            }
        }

        var filter = new RunFilter(Namespace.DEFAULT, job.key().name(), Set.of(), null, null, null);
        List<Run> first = catalog().runs(filter, 1);
        List<Run> both = catalog().runs(filter, 10);

        assertThat(both).isEqualTo(all).hasSize(2);
        assertThat(first).containsExactly(all.getFirst());
    }

    private Run failedOn(int day, Job job) {
        return samples.fired(job, day(day))
                .withState(new RunState.Failed(ATTEMPT, day(day), day(day), new RunError("E", "e")));
    }

    /** A run without the version that it was made from can't be loaded by whoever takes its partition, however the store says so. */
    private List<?> loadedAfterItsVersionWent() {
        try {
            owner.take(P1, P2);
            return owner.load(null, null, at(50), 10);
        } catch (IllegalStateException unknownVersion) {
            return List.of();
        }
    }

    private static Instant day(int number) {
        return T0.plus(Duration.ofDays(number));
    }

    private List<Run> list() {
        return catalog().runs(new RunFilter(Namespace.DEFAULT, null, Set.of(), null, null, null), 100).stream()
                .sorted(Comparator.comparing(Run::id).reversed())
                .toList();
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
