package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingStore.Fault;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** History is deleted when it has been kept for long enough, and nothing else is. */
class RetentionTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration ROUND = Settings.DEFAULT.keepHouseEvery();
    private static final Retained RETAINED = new Retained(DAY, Duration.ofDays(3), Duration.ofDays(2));

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = started(RETAINED);
    private final TestingWorker worker = node.worker("w1", "dev", 5_000).join();
    private final TestingJob job = TestingJob.named("asked");

    private TestingNode started(Retained retained) {
        return new TestingNode(store, clock, 1, Settings.DEFAULT.retaining(retained))
                .start()
                .declare("dev");
    }

    @Test
    void a_run_is_deleted_when_the_day_it_ended_on_lies_long_enough_ago_and_not_before() {
        node.create(job.draft());
        var old = node.trigger(job.key());
        node.advance(Duration.ofHours(6));
        worker.succeed(old.id());

        node.advance(Duration.ofHours(18).plus(DAY).minus(ROUND));
        var before = store.runs();
        node.advance(ROUND.multipliedBy(2));

        assertThat(before).hasSize(1);
        assertThat(store.runs()).isEmpty();
        assertThat(node.notes(Note.HistoryPurged.class)).containsExactly(new Note.HistoryPurged(1));
    }

    @Test
    void what_has_not_ended_stays_whatever_its_age() {
        node.create(job.draft());
        var far = node.trigger(job.key(), START.plus(DAY.multipliedBy(100)));
        var endless = node.trigger(job.key());

        node.advance(DAY.multipliedBy(10));

        assertThat(store.runs()).extracting(Run::id).containsExactly(far.id(), endless.id());
    }

    @Test
    void a_dead_letter_stays_longer_and_one_that_was_dealt_with_does_not() {
        node.create(job.draft());
        var untouched = node.trigger(job.key());
        var discarded = node.trigger(job.key());
        worker.fail(untouched.id());
        worker.fail(discarded.id());
        node.ask(new Command.DiscardRun(discarded.id()));

        node.advance(DAY.multipliedBy(2));
        var whileItIsKept = store.runs();
        node.advance(DAY.multipliedBy(2));

        assertThat(whileItIsKept).extracting(Run::id).containsExactly(untouched.id());
        assertThat(store.runs()).isEmpty();
    }

    @Test
    void a_slice_is_bounded_and_the_next_one_goes_on_behind_it() {
        node.create(job.draft());
        for (int i = 0; i < Retention.SLICE + 10; i++) {
            node.trigger(job.key());
        }
        worker.holding().forEach(worker::succeed);

        node.advance(DAY.multipliedBy(2).plus(ROUND.multipliedBy(2)));

        assertThat(store.runs()).isEmpty();
        assertThat(node.notes(Note.HistoryPurged.class))
                .containsExactly(new Note.HistoryPurged(Retention.SLICE), new Note.HistoryPurged(10));
    }

    @Test
    void nothing_is_deleted_while_commits_fail() {
        node.create(job.draft());
        var old = node.trigger(job.key());
        worker.succeed(old.id());
        node.advance(DAY.multipliedBy(2).minus(ROUND));

        store.failNext(Collections.nCopies(20_000, Fault.NOT_COMMITTED).toArray(new Fault[0]));
        node.send(new Command.PauseJob(job.key()));
        node.advance(ROUND.multipliedBy(3));
        var whileFailing = store.runs();
        node.advance(Duration.ofHours(2));

        assertThat(whileFailing).hasSize(1);
        assertThat(store.runs()).isEmpty();
    }

    @Test
    void what_runs_said_has_a_time_of_its_own() {
        node.advance(ROUND);

        assertThat(store.lastPurge())
                .extracting(PurgeSlice::at, PurgeSlice::logsBefore)
                .containsExactly(START.plus(ROUND), START.plus(ROUND).minus(DAY.multipliedBy(2)));
    }

    @Test
    void a_history_that_is_kept_for_ever_is_never_deleted_and_room_is_made_for_more() {
        node.crash();
        var forever = started(Retained.FOREVER);
        var its = forever.worker("w1", "dev", 1).join();
        forever.create(job.draft());
        var old = forever.trigger(job.key());
        its.succeed(old.id());

        forever.advance(DAY.multipliedBy(400));

        assertThat(store.runs()).hasSize(1);
        assertThat(store.lastPurge())
                .isEqualTo(new PurgeSlice(START.plus(DAY.multipliedBy(400)), null, null, Retention.SLICE));
    }

    @Test
    void the_versions_of_a_deleted_job_go_when_its_last_run_has_gone() {
        node.create(job.draft());
        var old = node.trigger(job.key());
        var longer = node.trigger(job.key());
        node.delete(job.key());
        worker.succeed(old.id());
        node.advance(DAY.multipliedBy(2));
        boolean whileOneRuns = store.knowsVersionsOf(old.jobId());

        worker.succeed(longer.id());
        node.advance(DAY.multipliedBy(2));

        assertThat(whileOneRuns).isTrue();
        assertThat(store.runs()).isEmpty();
        assertThat(store.knowsVersionsOf(old.jobId())).isFalse();
    }
}
