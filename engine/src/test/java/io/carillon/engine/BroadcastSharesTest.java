package io.carillon.engine;

import static io.carillon.engine.ShardsTest.shards;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.ForNumbers.Between;
import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Who is meant by a run that is for every worker, however many there are. */
class BroadcastSharesTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingJob job = TestingJob.named("everywhere").routing(Routing.by(Routing.Strategy.BROADCAST));

    @ForNumbers
    void every_worker_that_is_there_gets_one_part_of_each_run(
            @Between(least = 1, most = 12) int workers, @Between(least = 1, most = 5) int runs) {
        var clock = new TestingClock(START);
        var store = new TestingStore(clock);
        TestingNode node = TestingNode.started(store, clock);
        for (int i = 0; i < workers; i++) {
            node.worker(Pool.name(i), "dev", 1).eager().join();
        }
        node.create(job.draft());

        for (int i = 0; i < runs; i++) {
            Run run = node.trigger(job.key());
            assertThat(shards(store, run))
                    .extracting(part -> ((Cause.Shard) part.cause()).worker())
                    .containsExactlyElementsOf(workerIds(workers));
            assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        }
    }

    @ForNumbers
    void a_worker_that_leaves_or_comes_changes_nobody_elses_part_of_the_next_run(
            @Between(least = 2, most = 10) int workers, @Between(most = 9) int leaving) {
        var clock = new TestingClock(START);
        var store = new TestingStore(clock);
        TestingNode node = TestingNode.started(store, clock);
        for (int i = 0; i < workers; i++) {
            TestingWorker worker = node.worker(Pool.name(i), "dev", 1).eager().join();
            if (i == leaving % workers) {
                worker.leave();
            }
        }
        node.worker("later", "dev", 1).eager().join();
        node.create(job.draft());

        Run run = node.trigger(job.key());

        assertThat(shards(store, run))
                .extracting(part -> ((Cause.Shard) part.cause()).worker())
                .hasSize(workers)
                .contains(new WorkerId("later"))
                .doesNotContain(new WorkerId(Pool.name(leaving % workers)));
    }

    private static List<WorkerId> workerIds(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new WorkerId(Pool.name(number)))
                .toList();
    }
}
