package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Sequel;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Ends of runs that the store refuses for good, by seed, amid commits that fail and nodes that crash: afterwards every run has ended,
 * and each that failed was made up for by one run, or is a dead letter. {@code -Dcarillon.seeds=1000} tries more seeds.
 */
class RandomRefusalsTest {

    private static final int SEEDS = Integer.getInteger("carillon.seeds", 100);
    private static final int ACTIONS = 200;

    @Test
    void every_failure_is_answered_for_once_whatever_its_end_was_refused_for() {
        Set<DeadReason> died = EnumSet.noneOf(DeadReason.class);
        int compensated = 0;
        int notStored = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            var world = new World(seed);
            for (int i = 0; i < ACTIONS; i++) {
                world.act();
            }
            world.heal();

            for (Run run : world.store.runs()) {
                assertThat(run.state()).as("seed %s run %s", seed, run).isInstanceOf(RunState.Final.class);
                world.checkAnswer(run);
                compensated += run.sequel().compensatedBy() == null ? 0 : 1;
                notStored += World.isNotStored(run) ? 1 : 0;
                if (run.sequel().dead() != null) {
                    died.add(run.sequel().dead());
                }
            }
        }

        assertThat(compensated).isPositive();
        assertThat(notStored).isPositive();
        assertThat(died)
                .contains(
                        DeadReason.NO_COMPENSATION, DeadReason.COMPENSATION_FAILED, DeadReason.COMPENSATION_NOT_STORED);
    }

    private static final class World {

        private final TestingClock clock = TestingClock.at("2027-03-01T00:00:00Z");
        private final TestingStore store = new TestingStore(clock);
        private final TestingNode node = new TestingNode(store, clock, new NodeId("one"), 2, Settings.DEFAULT);
        private final TestingWorker worker;
        private final TestingJob mender = TestingJob.named("mender");
        private final List<TestingJob> jobs = List.of(
                TestingJob.named("plain"),
                TestingJob.named("mended").onFailure("mender"),
                TestingJob.named("tried-again")
                        .attempts(2, Duration.ofMillis(300))
                        .onFailure("mender"),
                TestingJob.named("in-parts").shards(3).onFailure("mender"));
        private final long seed;
        private final Random random;
        private boolean crashed;

        private World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            node.join(Leases.DEFAULT).declare("dev");
            node.create(mender.draft());
            jobs.forEach(job -> node.create(job.draft()));
            worker = node.worker("w1", "dev", 6).join();
            store.refuse(write -> switch (write) {
                case Write.UpdateRun update -> isRefused(update.run());
                case Write.InsertRun insert ->
                    insert.run().cause() instanceof Cause.Compensation
                            && isPoison(insert.run().id(), 11);
                default -> false;
            });
        }

        /** Some ends are refused until it is said of them that they can't be kept. */
        private static boolean isRefused(Run run) {
            return (run.state() instanceof RunState.Succeeded || run.state() instanceof RunState.Failed)
                    && !isNotStored(run)
                    && isPoison(run.id(), 3);
        }

        private static boolean isPoison(RunId run, int oneOf) {
            return Long.hashCode(run.value() * 0x9E3779B97F4A7C15L) % oneOf == 0;
        }

        private static boolean isNotStored(Run run) {
            return run.state() instanceof RunState.Failed failed
                    && failed.error().code().equals(LastResort.NOT_STORED);
        }

        private void act() {
            switch (random.nextInt(10)) {
                case 0, 1 -> node.advance(Duration.ofMillis(random.nextInt(800)));
                case 2, 3 ->
                    node.send(new Command.TriggerJob(
                            jobs.get(random.nextInt(jobs.size())).key(), Json.Obj.EMPTY, null, null, null));
                case 4 -> disturb();
                default -> work();
            }
        }

        private void work() {
            List<RunId> holding = worker.holding();
            if (!holding.isEmpty()) {
                RunId run = holding.get(random.nextInt(holding.size()));
                if (random.nextBoolean()) {
                    worker.fail(run);
                } else {
                    worker.succeed(run);
                }
            }
        }

        private void disturb() {
            switch (random.nextInt(6)) {
                case 0 -> {
                    crashed = true;
                    node.crash();
                    node.join(Leases.DEFAULT);
                    node.advance(Duration.ofSeconds(6));
                    worker.join();
                }
                case 1 -> {
                    var faults = TestingStore.Fault.values();
                    store.failNext(faults[random.nextInt(faults.length)]);
                }
                default -> {
                    node.holdCommits();
                    work();
                    work();
                    node.advance(Duration.ofMillis(random.nextInt(500)));
                    work();
                    node.releaseCommits();
                }
            }
        }

        private void heal() {
            worker.eager().join();
            node.advance(Duration.ofMinutes(2));
        }

        private void checkAnswer(Run run) {
            boolean toBeAnswered = run.state() instanceof RunState.Failed && !(run.cause() instanceof Cause.Shard);
            Sequel sequel = run.sequel();
            assertThat(sequel.dead() != null ^ sequel.compensatedBy() != null)
                    .as("seed %s run %s", seed, run)
                    .isEqualTo(toBeAnswered);
            if (sequel.compensatedBy() != null) {
                assertThat(store.run(sequel.compensatedBy()).cause()).isEqualTo(new Cause.Compensation(run.id()));
            }
            if (run.cause() instanceof Cause.Compensation made) {
                assertThat(store.run(made.of()).sequel().compensatedBy())
                        .as("seed %s", seed)
                        .isEqualTo(run.id());
            }
            if (sequel.dead() != null) {
                checkDeath(run, sequel.dead());
            }
        }

        /** A run whose job names another is no dead letter but for that one's refusal, or a crash. */
        private void checkDeath(Run run, DeadReason reason) {
            boolean named = run.job().equals(mender.key())
                    || run.job().equals(jobs.getFirst().key());
            boolean lostByCrash = crashed && reason == DeadReason.COMPENSATION_ELSEWHERE;
            assertThat(named || lostByCrash || reason == DeadReason.COMPENSATION_NOT_STORED)
                    .as("seed %s run %s", seed, run)
                    .isTrue();
            if (!crashed && reason == DeadReason.COMPENSATION_NOT_STORED) {
                assertThat(node.notes(Note.RunDied.class))
                        .as("seed %s run %s", seed, run)
                        .extracting(Note.RunDied::run)
                        .contains(run.id());
            }
        }
    }
}
