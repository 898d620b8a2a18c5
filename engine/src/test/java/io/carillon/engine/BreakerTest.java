package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Partition;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A job whose attempts keep failing is given a rest. */
class BreakerTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker worker = node.worker("w1", "dev", 100).join();
    private final TestingJob job = TestingJob.named("asked").guards(breaker(0.5, 4));

    @Test
    void it_opens_when_the_share_of_the_latest_attempts_has_failed() {
        node.create(job.draft());
        attempt(true);
        attempt(false);
        attempt(false);
        node.trigger(job.key());
        var before = worker.holding();

        worker.fail(worker.only());
        node.trigger(job.key());

        assertThat(before).hasSize(1);
        assertThat(worker.holding()).isEmpty();
        assertThat(moves()).containsExactly(Note.BreakerState.OPEN);
    }

    @Test
    void failures_that_lie_further_back_than_it_looks_do_not_count() {
        node.create(job.draft());
        for (int i = 0; i < 20; i++) {
            attempt(i % 4 == 0);
        }

        assertThat(moves()).isEmpty();
    }

    @Test
    void after_the_pause_exactly_one_attempt_goes() {
        open();
        for (int i = 0; i < 10; i++) {
            node.trigger(job.key());
        }

        node.advance(PAUSE.minusMillis(1));
        var before = worker.holding();
        node.advance(Duration.ofMillis(1));

        assertThat(before).isEmpty();
        assertThat(worker.holding()).hasSize(1);
        assertThat(moves()).containsExactly(Note.BreakerState.OPEN, Note.BreakerState.HALF_OPEN);
    }

    @Test
    void a_success_closes_it_and_everything_goes() {
        open();
        for (int i = 0; i < 10; i++) {
            node.trigger(job.key());
        }
        node.advance(PAUSE);

        worker.succeed(worker.only());

        assertThat(worker.holding()).hasSize(9);
        assertThat(moves())
                .containsExactly(Note.BreakerState.OPEN, Note.BreakerState.HALF_OPEN, Note.BreakerState.CLOSED);
    }

    @Test
    void a_failure_opens_it_again() {
        open();
        for (int i = 0; i < 10; i++) {
            node.trigger(job.key());
        }
        node.advance(PAUSE);

        worker.fail(worker.only());
        node.advance(PAUSE.minusMillis(1));
        var whileOpen = worker.holding();
        node.advance(Duration.ofMillis(1));

        assertThat(whileOpen).isEmpty();
        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void a_trial_that_is_cancelled_or_declined_decides_nothing_and_the_next_one_goes() {
        open();
        node.trigger(job.key());
        node.trigger(job.key());
        node.trigger(job.key());
        node.advance(PAUSE);
        var cancelled = worker.only();
        node.cancel(cancelled);
        worker.stopped(cancelled);
        var declined = worker.only();
        worker.refuse(declined);

        assertThat(worker.only()).isNotIn(cancelled, declined);
        assertThat(moves()).containsExactly(Note.BreakerState.OPEN, Note.BreakerState.HALF_OPEN);
    }

    @Test
    void time_outs_and_lost_workers_count_as_failures() {
        node.create(job.timeout(Duration.ofSeconds(1)).draft());
        node.trigger(job.key());
        node.advance(Duration.ofSeconds(12));
        node.trigger(job.key());
        worker.leave();
        worker.forgetEverything();

        node.advance(Duration.ofSeconds(6));

        assertThat(moves()).containsExactly(Note.BreakerState.OPEN);
    }

    @Test
    void what_was_handed_out_before_it_opened_does_not_decide_a_trial() {
        node.create(job.draft());
        var early = node.trigger(job.key());
        fail(2);
        node.trigger(job.key());
        node.advance(PAUSE);

        worker.fail(early.id());

        assertThat(worker.holding()).hasSize(1);
        assertThat(moves()).containsExactly(Note.BreakerState.OPEN, Note.BreakerState.HALF_OPEN);
    }

    @Test
    void retries_are_held_back_too() {
        node.create(job.attempts(10, Duration.ofSeconds(1)).draft());
        fail(2);

        node.advance(Duration.ofSeconds(29));
        var whileOpen = worker.holding();
        node.advance(Duration.ofSeconds(1));

        assertThat(whileOpen).isEmpty();
        assertThat(worker.holding()).hasSize(1);
    }

    private void open() {
        node.create(job.draft());
        fail(2);
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            attempt(true);
        }
    }

    private void attempt(boolean failing) {
        var run = node.trigger(job.key());
        if (failing) {
            worker.fail(run.id());
        } else {
            worker.succeed(run.id());
        }
    }

    @Test
    void how_many_are_open_can_be_told() {
        open();
        node.trigger(job.key());

        var open = standing();
        node.advance(PAUSE);
        var trying = standing();
        worker.succeed(worker.only());

        assertThat(open).containsExactly(1, 0);
        assertThat(trying).containsExactly(0, 1);
        assertThat(standing()).containsExactly(0, 0);
    }

    @Test
    void one_of_a_job_that_is_deleted_or_gets_another_is_not_counted() {
        open();
        node.replace(job.guards(breaker(0.5, 10)).draft());
        var replaced = standing();
        fail(5);
        node.trigger(job.key());
        var again = standing();
        node.delete(job.key());
        node.advance(PAUSE.multipliedBy(2));

        assertThat(replaced).containsExactly(0, 0);
        assertThat(again).containsExactly(1, 0);
        assertThat(worker.holding()).hasSize(1);
        assertThat(standing()).containsExactly(0, 0);
    }

    @Test
    void one_of_a_partition_that_is_anothers_now_is_not_counted() {
        open();

        store.steal(new Partition(0));
        node.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));

        assertThat(node.core().ownedPartitions()).isZero();
        assertThat(standing()).containsExactly(0, 0);
    }

    private List<Integer> standing() {
        return List.of(node.core().breakers(Note.BreakerState.OPEN), node.core().breakers(Note.BreakerState.HALF_OPEN));
    }

    private List<Note.BreakerState> moves() {
        return node.notes(Note.BreakerMoved.class).stream()
                .map(Note.BreakerMoved::to)
                .toList();
    }

    static Guards breaker(double failureRate, int of) {
        return new Guards(List.of(), Optional.empty(), Optional.of(new Breaker(failureRate, of, PAUSE)));
    }
}
