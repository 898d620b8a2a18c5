package io.carillon.testkit;

import static io.carillon.testkit.Owner.put;
import static io.carillon.testkit.Samples.P1;
import static io.carillon.testkit.Samples.P2;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.Catalog;
import io.carillon.engine.CommitBatch;
import io.carillon.engine.CommitOutcome;
import io.carillon.engine.Store;
import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link Store} does with batches that one node commits in several lanes at once. */
public abstract class LaneContract {

    private static final int BATCHES = 40;

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
    void each_lane_has_numbers_of_its_own() {
        CommitBatch fifth = owner.batch(0, 5, put(samples.job(P1, "job-1")));
        CommitBatch first = owner.batch(1, 1, put(samples.job(P2, "job-2")));

        CommitOutcome one = store.commit(fifth);
        CommitOutcome other = store.commit(first);

        assertThat(List.of(one, other)).containsOnly(CommitOutcome.Committed.WHOLE);
        assertThat(store.outcomeOf(fifth)).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(store.outcomeOf(first)).isEqualTo(CommitOutcome.Committed.WHOLE);
    }

    @Test
    void a_batch_of_one_lane_says_nothing_about_those_of_another() {
        store.commit(owner.batch(0, 5, put(samples.job(P1, "job-1"))));

        CommitOutcome before = store.outcomeOf(owner.batch(1, 3, put(samples.job(P2, "job-2"))));
        store.commit(owner.batch(1, 2, put(samples.job(P2, "job-3"))));
        CommitOutcome after = store.outcomeOf(owner.batch(1, 3, put(samples.job(P2, "job-2"))));

        assertThat(before).isInstanceOf(CommitOutcome.NotCommitted.class);
        assertThat(after).isInstanceOf(CommitOutcome.NotCommitted.class);
    }

    @Test
    void what_was_left_out_in_one_lane_is_not_told_of_another() {
        CommitBatch whole = owner.batch(0, 1, put(samples.job(P1, "kept")));
        store.commit(whole);
        new Owner(store, "node-2").take(P2);
        CommitBatch partly = owner.batch(1, 1, put(samples.job(P2, "lost")));
        store.commit(partly);

        assertThat(store.outcomeOf(whole)).isEqualTo(CommitOutcome.Committed.WHOLE);
        assertThat(store.outcomeOf(partly)).isEqualTo(new CommitOutcome.Committed(Set.of(P2)));
    }

    @Test
    void a_partition_is_taken_no_earlier_than_the_last_batch_of_any_lane_of_its_owner() {
        Instant ahead = Instant.parse("2091-01-01T00:00:00.000001Z");
        store.commit(at(ahead, owner.batch(1, 1, put(samples.job(P2, "job-2")))));
        store.commit(at(ahead.minusSeconds(1), owner.batch(0, 1, put(samples.job(P1, "job-1")))));

        assertThat(new Owner(store, "node-2").takeOne(P1).takenAt()).isEqualTo(ahead);
    }

    @Test
    void lanes_that_commit_at_the_same_time_lose_nothing() throws Exception {
        var jobs = new ArrayList<Job>();
        for (int i = 0; i < 2 * BATCHES; i++) {
            jobs.add(samples.job(i % 2 == 0 ? P1 : P2, "job-" + i));
        }
        try (var threads = Executors.newFixedThreadPool(2)) {
            List<Future<Boolean>> lanes =
                    List.of(threads.submit(committing(0, jobs)), threads.submit(committing(1, jobs)));
            for (Future<Boolean> lane : lanes) {
                assertThat(lane.get()).isTrue();
            }
        }

        assertThat(jobs).allSatisfy(job -> assertThat(catalog().job(job.key())).contains(job));
    }

    /** Commits every second job in one lane, each in a batch of its own; a database may undo one that meets another. */
    private Callable<Boolean> committing(int lane, List<Job> jobs) {
        return () -> {
            for (int i = 0; i < BATCHES; i++) {
                CommitBatch batch = owner.batch(lane, i + 1, put(jobs.get(2 * i + lane)));
                CommitOutcome outcome = store.commit(batch);
                for (int tries = 1; tries < BATCHES && outcome instanceof CommitOutcome.NotCommitted; tries++) {
                    outcome = store.commit(batch);
                }
                if (!outcome.equals(CommitOutcome.Committed.WHOLE)) {
                    return false;
                }
            }
            return true;
        };
    }

    private static CommitBatch at(Instant sent, CommitBatch batch) {
        List<Write> writes = batch.writes();
        return new CommitBatch(batch.node(), batch.lane(), batch.number(), sent, batch.fence(), writes);
    }
}
