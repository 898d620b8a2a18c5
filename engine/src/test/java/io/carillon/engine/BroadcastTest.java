package io.carillon.engine;

import static io.carillon.engine.ShardsTest.shards;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Sharding;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that every worker does. */
class BroadcastTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Settings SETTINGS = Settings.DEFAULT;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("everywhere").routing(Routing.by(Routing.Strategy.BROADCAST));

    @Test
    void a_busy_worker_gets_its_part_when_it_has_a_slot_and_nobody_else_does_it() {
        TestingWorker busy = node.worker("w1", "dev", 1).join();
        TestingWorker idle = node.worker("w2", "dev", 5).join();
        var first = TestingJob.named("first").routing(Routing.by(Routing.Strategy.FIRST));
        node.create(first.draft());
        Run before = node.trigger(first.key());
        node.create(job.draft());

        Run run = node.trigger(job.key());
        node.advance(Duration.ofMinutes(5));
        var why = node.explain(shards(store, run).getFirst().id());
        busy.succeed(before.id());

        assertThat(why).isEqualTo(new Waiting.ForOneWorker(busy.id(), 1));
        assertThat(busy.only()).isEqualTo(shards(store, run).get(0).id());
        assertThat(idle.only()).isEqualTo(shards(store, run).get(1).id());
    }

    @Test
    void only_workers_that_are_suitable_and_stay_are_meant() {
        TestingWorker meant =
                node.worker("w1", "dev", 1).labelled(Map.of("zone", "a")).join();
        node.worker("w2", "dev", 1).labelled(Map.of("zone", "b")).join();
        node.worker("w3", "dev", 1)
                .labelled(Map.of("zone", "a"))
                .capable("other")
                .join();
        node.worker("w4", "dev", 1).labelled(Map.of("zone", "a")).join().drain();
        node.create(job.routing(Routing.by(Routing.Strategy.BROADCAST).to(Map.of("zone", "a")))
                .draft());

        Run run = node.trigger(job.key());

        assertThat(shards(store, run))
                .extracting(Run::cause)
                .containsExactly(new Cause.Shard(run.id(), 0, 1, meant.id()));
    }

    @Test
    void it_waits_until_there_is_somebody_and_those_who_come_later_are_not_meant() {
        node.create(job.draft());
        Run run = node.trigger(job.key());
        var why = node.explain(run.id());

        TestingWorker first = node.worker("w1", "dev", 1).join();
        TestingWorker later = node.worker("w2", "dev", 1).join();

        assertThat(why).isInstanceOf(Waiting.NoWorker.class);
        assertThat(first.holding()).hasSize(1);
        assertThat(later.holding()).isEmpty();
    }

    @Test
    void the_part_of_a_worker_that_stays_away_fails_and_its_run_says_which() {
        TestingWorker stays = node.worker("w1", "dev", 1).eager().join();
        TestingWorker leaves = fullWorker("w2");
        node.create(job.attempts(5, Duration.ofSeconds(1)).draft());
        Run run = node.trigger(job.key());

        leaves.leave();
        node.advance(Duration.ofSeconds(4));
        var before = store.run(run.id()).state();
        node.advance(Duration.ofSeconds(2));

        assertThat(before).isInstanceOf(RunState.Split.class);
        assertThat(stays.received()).hasSize(1);
        assertThat(store.run(shards(store, run).get(1).id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.WORKER_GONE));
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().message()).isEqualTo("1 of 2 shards did not succeed: 1"));
    }

    @Test
    void the_part_of_a_worker_that_drains_fails_too() {
        TestingWorker leaves = fullWorker("w2");
        node.worker("w1", "dev", 1).eager().join();
        node.create(job.draft());
        Run run = node.trigger(job.key());

        leaves.drain();
        node.advance(Duration.ofSeconds(6));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Failed.class);
    }

    @Test
    void a_worker_that_comes_back_in_time_gets_its_part() {
        node.worker("w1", "dev", 1).eager().join();
        TestingWorker returns = fullWorker("w2");
        node.create(job.draft());
        Run run = node.trigger(job.key());

        returns.leave();
        node.advance(Duration.ofSeconds(3));
        returns.eager().join();
        node.advance(Duration.ofSeconds(20));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_part_that_failed_is_tried_again_by_the_worker_whose_it_is() {
        TestingWorker fails = node.worker("w1", "dev", 5).join();
        TestingWorker other = node.worker("w2", "dev", 5).eager().join();
        node.create(job.attempts(2, Duration.ofSeconds(1)).draft());
        Run run = node.trigger(job.key());

        fails.fail(fails.only());
        node.advance(Duration.ofSeconds(2));
        fails.succeed(fails.only());

        assertThat(other.received()).hasSize(1);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void the_next_owner_keeps_each_part_for_its_worker() {
        TestingWorker first = node.worker("w1", "dev", 1).join();
        TestingWorker second = fullWorker("w2");
        node.create(job.draft());
        Run run = node.trigger(job.key());
        node.crash();
        clock.turn(Duration.ofSeconds(1));

        var next = new TestingNode(store, clock, new NodeId("node-2"), 1, SETTINGS);
        next.start();
        second.moveTo(next).eager().join();
        next.advance(Duration.ofSeconds(1));
        first.moveTo(next).eager().join();
        next.advance(Duration.ofSeconds(20));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(TestingShards.workersByIndex(List.of(first, second)))
                .containsExactly(Map.entry(0, first.id()), Map.entry(1, second.id()));
    }

    @Test
    void a_broadcast_to_more_workers_than_a_run_has_parts_fails_and_says_so() {
        for (int i = 0; i <= Sharding.MAX_TOTAL; i++) {
            node.worker("w" + i, "dev", 1).eager().join();
        }
        node.create(job.draft());

        Run run = node.trigger(job.key());

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.TOO_MANY_WORKERS));
    }

    /** A worker with one slot, which is taken for good. */
    private TestingWorker fullWorker(String name) {
        TestingWorker worker =
                node.worker(name, "dev", 1).labelled(Map.of("own", name)).join();
        var filling = TestingJob.named("filling-" + name).routing(Routing.DEFAULT.to(Map.of("own", name)));
        node.create(filling.draft());
        node.trigger(filling.key());
        return worker;
    }
}
