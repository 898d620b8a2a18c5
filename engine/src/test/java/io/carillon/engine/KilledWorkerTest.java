package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** A job that kills its worker each time: attempts count from their hand-out, so it ends as a dead letter and never loops. */
class KilledWorkerTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int ATTEMPTS = 3;
    private static final int STEPS = 120;

    private final TestingJob deadly = TestingJob.named("deadly").attempts(ATTEMPTS, Duration.ofSeconds(1));
    private final TestingJob harmless = TestingJob.named("harmless");

    /** One world for each way in which the node may die meanwhile. */
    private final class World {

        private final TestingClock clock = new TestingClock(START);
        private final TestingStore store = new TestingStore(clock);
        private final TestingNode node = TestingNode.started(store, clock);
        private final TestingWorker worker = node.worker("w1", "dev", 1);
        private final Run asked;
        private final Run other;
        private int handOuts;

        private World() {
            node.create(deadly.draft());
            node.create(harmless.draft());
            asked = node.trigger(deadly.key());
            other = node.trigger(harmless.key());
        }

        /** The worker dies of the deadly run as soon as it begins it, and comes back; it does the other one. */
        void pass(boolean schedulerDiesToo) {
            worker.join();
            for (int i = 0; i < STEPS; i++) {
                if (node.crashed()) {
                    node.start();
                    worker.join();
                }
                if (worker.holding().contains(asked.id())) {
                    handOuts++;
                    die(schedulerDiesToo);
                } else if (worker.holding().contains(other.id())) {
                    worker.succeed(other.id());
                }
                node.advance(Duration.ofMillis(500));
            }
        }

        private void die(boolean schedulerDiesToo) {
            worker.begin(asked.id());
            worker.forgetEverything();
            if (schedulerDiesToo && !node.crashed()) {
                node.crash();
            }
            if (node.crashed()) {
                node.start();
            }
            worker.restart();
        }

        void check(String where) {
            assertThat(store.run(asked.id()).state())
                    .as(where)
                    .isInstanceOfSatisfying(
                            RunState.Failed.class,
                            failed -> assertThat(failed.error().code()).isEqualTo(RunError.WORKER_LOST));
            assertThat(store.run(asked.id()).sequel().dead()).as(where).isEqualTo(DeadReason.NO_COMPENSATION);
            assertThat(store.run(other.id()).state()).as(where).isInstanceOf(RunState.Succeeded.class);
        }
    }

    @Test
    void a_job_that_kills_its_worker_each_time_ends_as_a_dead_letter() {
        var world = new World();

        world.pass(false);

        world.check("no crash");
        assertThat(world.handOuts).isEqualTo(ATTEMPTS);
    }

    /** A hand-out that left before the first crash may have gone unrecorded: it is the one that does not count. */
    @Test
    void the_same_wherever_the_scheduler_dies_in_between() {
        var first = new World();
        int begin = first.node.commits() + 1;
        first.pass(false);
        for (int crash = begin; crash <= first.node.commits(); crash++) {
            for (boolean before : new boolean[] {true, false}) {
                var world = new World();
                if (before) {
                    world.node.crashBeforeCommit(crash);
                } else {
                    world.node.crashAfterCommit(crash);
                }

                world.pass(false);

                String where = "crash " + (before ? "before" : "after") + " commit " + crash;
                world.check(where);
                assertThat(world.handOuts).as(where).isBetween(ATTEMPTS, ATTEMPTS + 1);
            }
        }
    }

    @Test
    void the_same_if_the_scheduler_dies_each_time_together_with_the_worker() {
        var world = new World();

        world.pass(true);

        world.check("both die");
        assertThat(world.handOuts).isBetween(ATTEMPTS, ATTEMPTS + 1);
    }
}
