package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** More runs than memory may hold. */
class BacklogTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int MEMORY = 200;
    private static final int WINDOW = 5_000;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node =
            new TestingNode(store, clock, 1, withMemory(MEMORY)).start().declare("dev");
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_backlog_that_is_found_at_a_take_over_stays_in_the_store_and_is_all_processed() {
        var big = new TestingNode(store, clock, 1, Settings.DEFAULT);
        node.create(job.draft());
        node.crash();
        big.start();
        for (int i = 0; i < 12_000; i++) {
            big.trigger(job.key());
        }
        big.crash();
        clock.turn(Duration.ofSeconds(1));

        node.start();
        var inMemory = node.core().liveRuns();
        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(inMemory).isLessThanOrEqualTo(MEMORY + WINDOW);
        assertThat(worker.received()).hasSize(12_000);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    static Settings withMemory(int maxLiveRuns) {
        var usual = Settings.DEFAULT;
        return new Settings(
                usual.horizon(),
                usual.planEvery(),
                usual.loadAhead(),
                maxLiveRuns,
                usual.lazyWriteEvery(),
                usual.misfireAfter(),
                usual.recoveryGrace(),
                usual.workerGrace(),
                usual.stopGrace(),
                usual.commitRetry(),
                usual.retained());
    }

    @Test
    void a_flood_of_requests_stays_in_the_store_and_is_all_processed() {
        node.create(job.draft());
        int most = 0;
        for (int i = 0; i < 3_000; i++) {
            node.trigger(job.key());
            most = Math.max(most, node.core().liveRuns());
        }

        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(most).isLessThanOrEqualTo(MEMORY);
        assertThat(worker.received()).hasSize(3_000);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_flood_that_is_recorded_while_the_store_is_being_read_is_all_processed() {
        node.create(job.draft());
        node.crash();
        node.holdLoads();
        node.start();
        for (int i = 0; i < 1_000; i++) {
            node.trigger(job.key());
        }

        node.releaseLoads();
        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(worker.received()).hasSize(1_000);
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_claim_is_heard_as_soon_as_its_run_is_loaded_however_much_comes_after_it() {
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1).join();
        var held = node.trigger(job.key());
        for (int i = 0; i < 6_000; i++) {
            node.trigger(job.key());
        }
        node.crash();
        node.holdLoads();
        node.start();

        worker.join();
        node.releaseLoads();
        node.advance(Duration.ofSeconds(10));

        assertThat(worker.holding()).containsExactly(held.id());
        assertThat(worker.received()).hasSize(1);
    }
}
