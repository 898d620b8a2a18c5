package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What becomes of attempts whose worker goes in order. */
class LeavingWorkerTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingWorker leaver = node.worker("w1", "dev", 1).join();
    private final TestingJob once = TestingJob.named("once").attempts(1, Duration.ofSeconds(1));

    @Test
    void what_was_on_its_way_to_a_worker_that_went_is_handed_out_at_once_and_costs_no_attempt() {
        node.create(once.draft());
        Run run = node.trigger(once.key());
        TestingWorker other = node.worker("w2", "dev", 1).join();

        leaver.finish();
        node.advance(Duration.ofMillis(10));
        other.succeed(run.id());

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void what_a_worker_has_begun_it_may_be_at_whatever_it_says_of_the_rest() {
        node.create(once.draft());
        Run run = node.trigger(once.key());
        leaver.begin(run.id());
        TestingWorker other = node.worker("w2", "dev", 1).join();

        leaver.finish();
        node.advance(Duration.ofMillis(10));
        leaver.join();
        leaver.succeed(run.id());

        assertThat(other.received()).isEmpty();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }
}
