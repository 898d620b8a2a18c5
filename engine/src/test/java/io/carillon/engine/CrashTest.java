package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingStore.Fault;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Misfire;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A fire is recorded once and run, wherever the node dies. */
class CrashTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration SPAN = Duration.ofSeconds(90);
    private static final TestingJob JOB =
            TestingJob.named("busy").cron("*/7 * * * * ?").misfire(Misfire.Policy.FIRE_ALL, 1000, null);

    /** A world of its own for each crash point. */
    private static final class World {

        private final TestingClock clock = new TestingClock(START);
        private final TestingStore store = new TestingStore(clock);
        private final TestingNode node = TestingNode.started(store, clock);
        private final TestingWorker worker = node.worker("w1", "dev", 10).eager();

        private World() {
            node.create(JOB.draft());
            worker.join();
        }

        /** Lets time pass, and brings the node back when it has been down for a while. */
        void pass(Duration span, Duration downtime) {
            Instant end = clock.instant().plus(span);
            while (clock.instant().isBefore(end)) {
                node.advance(Duration.between(clock.instant(), end));
                if (node.crashed()) {
                    clock.turn(downtime);
                    node.start();
                    worker.join();
                }
            }
        }

        void check(String where) {
            Instant end = START.plus(SPAN);
            List<Instant> expected = Fires.expected(START, end, second -> second % 60 % 7 == 0);
            assertThat(Fires.recorded(store, JOB.key(), end)).as(where).containsExactlyElementsOf(expected);
            assertThat(Fires.succeeded(store, JOB.key()))
                    .as(where)
                    .filteredOn(at -> !at.isAfter(end))
                    .containsExactlyElementsOf(expected);
            assertThat(worker.received())
                    .as(where)
                    .allMatch(each -> !each.at().isBefore(each.assign().run().dueAt()));
        }
    }

    @Test
    void every_fire_is_recorded_once_and_run_wherever_the_node_dies_before_a_commit() {
        int commits = commitsWithoutCrash();
        for (int crash = FIRST; crash <= commits; crash++) {
            var world = new World();
            world.node.crashBeforeCommit(crash);

            world.pass(SPAN.plusSeconds(20), Duration.ofMillis(300));

            world.check("crash before commit " + crash);
        }
    }

    @Test
    void every_fire_is_recorded_once_and_run_wherever_the_node_dies_after_a_commit_whose_reply_it_never_saw() {
        int commits = commitsWithoutCrash();
        for (int crash = FIRST; crash <= commits; crash++) {
            var world = new World();
            world.node.crashAfterCommit(crash);

            world.pass(SPAN.plusSeconds(20), Duration.ofMillis(300));

            world.check("crash after commit " + crash);
        }
    }

    @Test
    void fires_that_fell_into_a_long_downtime_are_recorded_once_each() {
        int commits = commitsWithoutCrash();
        for (int crash = FIRST; crash <= commits; crash += 3) {
            var world = new World();
            world.node.crashAfterCommit(crash);

            world.pass(SPAN.plusSeconds(180), Duration.ofSeconds(100));

            world.check("crash after commit " + crash + " and a long downtime");
        }
    }

    @Test
    void a_node_that_dies_again_and_again_loses_nothing() {
        var world = new World();
        for (int crash = FIRST; crash < 60; crash += 2) {
            world.node.crashAfterCommit(crash);
            world.node.crashBeforeCommit(crash + 1);
            world.pass(Duration.ofSeconds(2), Duration.ofMillis(200));
        }

        world.pass(SPAN.plusSeconds(20), Duration.ofMillis(200));

        world.check("many crashes");
    }

    @Test
    void a_run_that_succeeded_durably_is_never_handed_out_again() {
        int commits = commitsWithoutCrash();
        for (int crash = FIRST; crash <= commits; crash++) {
            var world = new World();
            world.node.crashAfterCommit(crash);

            world.pass(SPAN.plusSeconds(20), Duration.ofMillis(300));

            assertThat(world.worker.received())
                    .as("crash after commit " + crash)
                    .extracting(TestingWorker.Received::run)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void commits_that_fail_in_every_way_delay_and_lose_nothing() {
        for (int skip = 0; skip < 12; skip++) {
            var world = new World();
            world.node.advance(Duration.ofSeconds(skip));
            world.store.failNext(
                    Fault.NOT_COMMITTED, Fault.DONE_REPLY_LOST, Fault.NOT_DONE_REPLY_LOST, Fault.NOT_COMMITTED);

            world.pass(SPAN.plusSeconds(20).minusSeconds(skip), Duration.ZERO);

            world.check("faults after " + skip + " s");
            assertThat(world.node.notes(Note.CommitFailed.class)).hasSize(5);
        }
    }

    @Test
    void what_is_still_on_its_way_when_the_node_dies_is_pending_in_the_store() {
        var world = new World();
        world.node.advance(Duration.ofSeconds(3));

        world.node.crash();

        assertThat(Fires.ofJob(world.store, JOB.key()))
                .hasSize(1)
                .allMatch(run -> run.state() instanceof RunState.Pending);
    }

    @Test
    void a_job_that_is_made_behind_the_watermark_of_a_former_owner_loses_no_fire() {
        var world = new World();
        var late = TestingJob.named("late").cron("* * * * * ?");
        world.node.create(TestingJob.named("other").cron("* * * * * ?").draft());
        world.node.advance(Duration.ofMillis(3_200));
        world.node.crash();
        world.clock.turn(Duration.ofSeconds(-20));
        world.node.start();
        world.node.create(TestingJob.named("third").cron("* * * * * ?").draft());
        world.node.advance(Duration.ofMillis(100));

        var made = world.clock.instant();
        world.node.crashAfterCommit(world.node.commits() + 1);
        world.node.send(new Command.CreateJob(late.draft()));
        world.node.start();
        world.worker.join();
        world.node.advance(Duration.ofSeconds(30));

        assertThat(Fires.recorded(world.store, late.key(), made.plusSeconds(30)))
                .containsExactlyElementsOf(Fires.expected(made, made.plusSeconds(30), _ -> true));
    }

    /** The commits that set the world up are not interesting. */
    private static final int FIRST = new World().node.commits() + 1;

    private static int commitsWithoutCrash() {
        var world = new World();
        world.pass(SPAN.plusSeconds(20), Duration.ZERO);
        world.check("no crash");
        return world.node.commits();
    }
}
