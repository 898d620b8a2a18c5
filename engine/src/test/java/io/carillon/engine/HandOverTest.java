package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.json.Json;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What the next owner may rely on when a partition was let go. */
class HandOverTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode first = node("first").start().declare("dev");
    private final TestingNode second = node("second");
    private final TestingNode third = node("third");
    private final TestingWorker worker = first.worker("w1", "dev", 10).join();
    private final TestingJob job = TestingJob.named("asked").attempts(3, Duration.ofSeconds(1));

    @Test
    void a_run_whose_last_attempt_was_given_up_goes_on_at_once_although_a_worker_may_be_at_it() {
        first.create(job.timeout(Duration.ofSeconds(5)).draft());
        var run = first.trigger(job.key());
        worker.begin(run.id());
        first.advance(Duration.ofSeconds(15).plusMillis(500));

        letGo(first);
        second.start();
        var other = second.worker("w2", "dev", 10).join();
        second.advance(Duration.ofMillis(600));

        assertThat(store.catalog().attempts(run.id())).hasSize(1);
        assertThat(other.only()).isEqualTo(run.id());
    }

    @Test
    void what_was_not_handed_out_again_since_a_recovery_is_asked_for_by_the_next_owner_too() {
        first.create(job.draft());
        var run = first.trigger(job.key());
        first.crash();
        second.start();
        second.advance(Duration.ofSeconds(3));

        letGo(second);
        third.start();
        var other = third.worker("w2", "dev", 10).join();
        var atOnce = other.received();
        worker.moveTo(third);
        third.advance(Duration.ofSeconds(10));
        worker.succeed(run.id());

        assertThat(atOnce).isEmpty();
        assertThat(other.received()).isEmpty();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void its_next_hand_out_is_written_down_before_it_leaves_whoever_makes_it() {
        first.create(job.draft());
        var run = first.trigger(job.key());
        first.crash();
        second.start();
        second.advance(Duration.ofSeconds(3));
        letGo(second);
        third.start();
        var other = third.worker("w2", "dev", 10).join();

        third.advance(Duration.ofMillis(1_900));
        third.holdCommits();
        third.advance(Duration.ofMillis(200));
        var before = other.received();
        third.releaseCommits();

        assertThat(before).isEmpty();
        assertThat(other.only()).isEqualTo(run.id());
    }

    @Test
    void what_is_due_comes_with_its_job_and_waits_for_no_other_read() {
        handOverEverySecond();
        second.holdWindows();
        second.start();
        var other = second.worker("w2", "dev", 10).join();

        second.advance(Duration.ofSeconds(1));

        assertThat(other.received()).hasSize(1);
    }

    @Test
    void where_too_much_is_due_a_job_that_may_not_overlap_waits_until_all_of_it_is_read() {
        handOverEverySecond();
        second.holdLoads();
        second.start();
        var other = second.worker("w2", "dev", 10).join();

        second.advance(Duration.ofSeconds(1));
        var before = other.received();
        second.releaseLoads();
        second.advance(Duration.ofSeconds(1));

        assertThat(before).isEmpty();
        assertThat(other.received()).isNotEmpty();
    }

    @Test
    void a_hand_out_that_was_decided_and_never_left_costs_no_attempt_and_no_time() {
        first.create(job.attempts(1, Duration.ofSeconds(1)).draft());
        first.holdCommits();
        first.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));
        RunId run = first.core().runs().getFirst().run().id();

        first.deliver(new Event.Leaving());
        first.releaseCommits();
        first.crash();
        second.start();
        var other = second.worker("w2", "dev", 10).join();
        second.advance(Duration.ofMillis(100));

        assertThat(worker.received()).isEmpty();
        assertThat(other.only()).isEqualTo(run);
    }

    private void handOverEverySecond() {
        worker.eager();
        first.create(job.cron("* * * * * ?").overlap(Overlap.QUEUE).draft());
        first.advance(Duration.ofMillis(2_500));
        letGo(first);
    }

    private static void letGo(TestingNode node) {
        node.deliver(new Event.Leaving());
        assertThat(node.core().ownedPartitions()).isZero();
        node.crash();
    }

    private TestingNode node(String name) {
        return new TestingNode(store, clock, new NodeId(name), 1, Settings.DEFAULT);
    }
}
