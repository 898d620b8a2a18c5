package io.carillon.testkit;

import static io.carillon.testkit.Owner.delete;
import static io.carillon.testkit.Owner.insert;
import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.ATTEMPT;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static io.carillon.testkit.Samples.T0;
import static io.carillon.testkit.Samples.at;
import static io.carillon.testkit.Samples.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Band;
import io.carillon.engine.LoadedRun;
import io.carillon.engine.RunWindow.Selection.Named;
import io.carillon.engine.RunWindow.Selection.OfBand;
import io.carillon.engine.RunWindow.Selection.OfJob;
import io.carillon.engine.Store;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Priority;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which of the live runs every {@link Store} reads for a window, and in which order. */
public abstract class WindowContract {

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

    @ParameterizedTest
    @EnumSource(Band.class)
    void a_window_of_a_band_holds_its_priorities_and_no_others(Band band) {
        Job job = samples.job(P1, "job");
        List<Run> runs = IntStream.rangeClosed(Priority.MIN, Priority.MAX)
                .mapToObj(level -> withPriority(samples.fired(job, at(11 - level)), level))
                .toList();
        owner.write(put(job));
        runs.forEach(run -> owner.write(insert(run)));

        var read = owner.loadAll(new OfBand(band, new TreeSet<>()), Run::dueAt, at(99), 2);

        assertThat(read)
                .containsExactlyElementsOf(runs.reversed().stream()
                        .filter(run -> Band.of(run.priority()) == band)
                        .toList());
    }

    @Test
    void a_window_of_a_band_goes_on_behind_the_runs_of_the_jobs_that_it_leaves_out() {
        Job kept = samples.job(P1, "kept");
        Job parked = samples.job(P1, "parked");
        Job alike = samples.job(P2, "parked-too");
        owner.write(put(kept), put(parked), put(alike));
        var expected = new ArrayList<Run>();
        for (int i = 0; i < 12; i++) {
            Run run = samples.fired(List.of(kept, parked, alike).get(i % 3), at(i / 6));
            owner.write(insert(run));
            if (i % 3 == 0) {
                expected.add(run);
            }
        }

        var without = new OfBand(Band.HIGH, new TreeSet<>(Set.of(parked.id(), alike.id())));

        assertThat(owner.loadAll(without, Run::dueAt, at(99), 1)).containsExactlyElementsOf(expected);
    }

    @Test
    void a_window_of_a_job_holds_what_it_has_in_a_band_in_the_order_of_its_schedule() {
        Job job = samples.job(P1, "job");
        Job other = samples.job(P1, "other");
        Run ended = samples.fired(job, at(1)).withState(succeeded(at(2)));
        Run begun = samples.fired(job, at(3)).withState(new RunState.Working(ATTEMPT, at(3)));
        Run waits = samples.fired(job, at(3)).withState(new RunState.Waiting(at(3), at(3), null));
        Run late = due(samples.fired(job, at(2)), at(60));
        Run early = samples.requested(job, at(3));
        Run beyond = samples.fired(job, at(9).plusNanos(1000));
        Run urgentNot = withPriority(samples.fired(job, at(3)), 7);
        owner.write(put(job), put(other), insert(ended), insert(begun), insert(waits), insert(late));
        owner.write(insert(early), insert(beyond), insert(urgentNot), insert(samples.fired(other, at(3))));

        var ofJob = new OfJob(job.key(), job.id(), Band.HIGH);

        for (int limit = 1; limit < 6; limit++) {
            assertThat(owner.loadAll(ofJob, Run::scheduledAt, at(9), limit))
                    .as("limit %s", limit)
                    .containsExactly(late, begun, waits, early);
        }
    }

    @Test
    void a_window_of_a_job_knows_nothing_of_another_job_that_had_its_name() {
        Job first = samples.job(P1, "job");
        Job second = samples.job(P1, "job");
        Run old = samples.fired(first, at(1));
        Run young = samples.fired(second, at(1));
        owner.write(put(first), insert(old), delete(first), put(second), insert(young));

        assertThat(owner.loadAll(new OfJob(first.key(), first.id(), Band.HIGH), Run::scheduledAt, at(9), 5))
                .containsExactly(old);
        assertThat(owner.loadAll(new OfJob(second.key(), second.id(), Band.HIGH), Run::scheduledAt, at(9), 5))
                .containsExactly(young);
    }

    @Test
    void named_runs_are_read_wherever_they_stand_unless_they_have_ended_or_belong_to_another_owner() {
        Job job = samples.job(P1, "job");
        Job lost = samples.job(P2, "lost");
        Run far = withPriority(samples.fired(job, at(99_999)), 1);
        Run near = samples.fired(job, at(1));
        Run unnamed = samples.fired(job, at(1));
        Run ended = samples.fired(job, at(1)).withState(succeeded(at(2)));
        Run elsewhere = samples.fired(lost, at(1));
        owner.write(put(job), put(lost), insert(far), insert(near), insert(unnamed), insert(ended), insert(elsewhere));
        var other = new Owner(store, "node-2");
        other.take(P1);

        var named = new Named(new TreeSet<>(Set.of(far.id(), near.id(), ended.id(), elsewhere.id(), new RunId(77))));

        assertThat(other.load(named, null, null, T0, 100))
                .containsExactlyInAnyOrder(new LoadedRun(far, job.spec()), new LoadedRun(near, job.spec()));
    }

    private static Run withPriority(Run run, int level) {
        return copy(run, run.dueAt(), new Priority(level));
    }

    private static Run due(Run run, Instant at) {
        return copy(run, at, run.priority());
    }

    private static Run copy(Run run, Instant dueAt, Priority priority) {
        return new Run(
                run.id(),
                run.jobId(),
                run.job(),
                run.jobVersion(),
                run.cause(),
                run.scheduledAt(),
                dueAt,
                priority,
                run.params(),
                run.handOuts(),
                run.tries().declined(),
                run.state());
    }
}
