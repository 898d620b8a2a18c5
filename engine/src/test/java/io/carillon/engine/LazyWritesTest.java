package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.job.Misfire;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Nobody depends on these writes, and each that is not made is one that nobody waits for. */
class LazyWritesTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    /** No run waits for longer without that being written. */
    private static final Duration LONGEST_WAIT = Settings.DEFAULT.misfireAfter().dividedBy(2);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_run_that_ends_soon_is_written_when_it_is_recorded_and_when_it_has_ended() {
        node.create(job.draft());
        node.worker("w1", "dev", 10).eager().join();

        for (int i = 0; i < 100; i++) {
            node.trigger(job.key());
        }
        node.advance(Duration.ofMinutes(1));

        assertThat(store.runs()).hasSize(100).allMatch(run -> run.state() instanceof RunState.Succeeded);
        assertThat(updates()).isEqualTo(100);
    }

    @Test
    void that_a_run_waits_is_written_when_it_has_for_a_while() {
        node.create(job.draft());
        var run = node.trigger(job.key());

        node.advance(Duration.ofSeconds(10));
        var early = store.run(run.id()).state();
        node.advance(LONGEST_WAIT);
        var late = store.run(run.id()).state();
        node.advance(LONGEST_WAIT);

        assertThat(early).isInstanceOf(RunState.Pending.class);
        assertThat(late).isInstanceOf(RunState.Waiting.class);
        assertThat(updates()).isEqualTo(1);
        assertThat(node.core().idle()).isTrue();
    }

    @Test
    void however_many_wait_they_are_written_a_few_at_a_time() {
        node.create(job.draft());
        for (int i = 0; i < 5_000; i++) {
            node.trigger(job.key());
        }

        node.advance(LONGEST_WAIT);

        assertThat(store.runs()).hasSize(5_000).allMatch(run -> run.state() instanceof RunState.Waiting);
        assertThat(store.batches())
                .allSatisfy(batch -> assertThat(updates(batch)).isLessThanOrEqualTo(2_000));
    }

    @Test
    void what_has_waited_for_long_is_not_taken_for_missed_by_the_next_owner() {
        var busy = TestingJob.named("busy").cron("* * * * * ?").misfire(Misfire.Policy.SKIP, 1, null);
        node.create(busy.draft());
        node.advance(Duration.ofSeconds(90));
        node.crash();
        clock.turn(Duration.ofSeconds(2));

        node.start();
        node.worker("w1", "dev", 1_000).eager().join();
        node.advance(Duration.ofSeconds(30));

        assertThat(store.runs()).hasSizeGreaterThan(100).noneMatch(run -> run.state() instanceof RunState.Skipped);
    }

    private long updates() {
        return store.batches().stream().mapToLong(LazyWritesTest::updates).sum();
    }

    private static long updates(CommitBatch batch) {
        return batch.writes().stream()
                .filter(write -> write instanceof Write.UpdateRun)
                .count();
    }
}
