package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingResource;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.LimitName;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Misfire;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.RateLimit;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once, by seed: whatever happened, after healing the record is complete and every run has ended. A failure names
 * its seed; {@code -Dcarillon.seeds=1000} tries more of them.
 */
class RandomFaultsTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int PARTITIONS = 4;
    private static final LimitName DATABASE = new LimitName("db");
    private static final LimitSpec LIMIT = new LimitSpec(Optional.of(2), Optional.empty(), Optional.empty());
    private static final Guards LIMITED =
            new Guards(List.of(DATABASE), Optional.empty(), Optional.of(new Breaker(0.9, 5, Duration.ofSeconds(3))));
    private static final Guards RATED =
            new Guards(List.of(), Optional.of(new RateLimit(3, Duration.ofSeconds(4))), Optional.empty());
    private static final int ACTIONS = 300;
    /** So few runs that most have to wait in the store, in every band and in windows of their own. */
    private static final int TIGHT = 180;

    private static final int SEEDS_EACH = Integer.getInteger("carillon.seeds", 40);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void after_any_faults_every_fire_is_recorded_once_and_every_run_has_ended(long block) {
        int compensated = 0;
        for (long seed = block * 1_000; seed < block * 1_000 + SEEDS_EACH; seed++) {
            var world = new World(seed);

            for (int i = 0; i < ACTIONS; i++) {
                world.act();
                world.checkBounds();
            }
            world.heal();

            world.check();
            compensated += world.compensated;
        }
        assertThat(compensated).isPositive();
    }

    @Test
    void the_same_events_at_the_same_instants_give_the_same_batches() {
        var one = new World(42);
        var other = new World(42);

        for (int i = 0; i < ACTIONS; i++) {
            one.act();
            other.act();
        }

        assertThat(one.store.batches()).isNotEmpty().isEqualTo(other.store.batches());
        assertThat(one.node.notes()).isEqualTo(other.node.notes());
    }

    private static final class World {

        private final TestingClock clock = new TestingClock(START);
        private final TestingStore store = new TestingStore(clock);
        private final TestingNode node;
        private final List<TestingWorker> workers = new ArrayList<>();
        private final Set<TestingWorker> connected = new HashSet<>();
        private final TreeSet<Partition> stolen = new TreeSet<>();
        private final TestingJob asked = TestingJob.named("asked").attempts(1000, Duration.ofMillis(100));
        private final TestingJob changing = cron("changing", 2);
        private final TestingJob mender = TestingJob.named("mender").attempts(1000, Duration.ofMillis(300));
        private final TestingJob hopeless = TestingJob.named("hopeless")
                .cron("*/6 * * * * ?")
                .attempts(2, Duration.ofMillis(500))
                .onFailure("mender");
        private final long seed;
        private final Random random;
        private final boolean clockStepsBack;
        private int compensated;
        private int life;

        private World(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.clockStepsBack = seed % 2 == 1;
            int lanes = seed % 4 < 2 ? 1 : (int) (seed % 4);
            var settings = (seed % 3 == 0 ? BacklogTest.withMemory(TIGHT) : Settings.DEFAULT).inLanes(lanes);
            this.node =
                    new TestingNode(store, clock, PARTITIONS, settings).start().declare("dev");
            node.put(TestingResource.limit(DATABASE.value(), LIMIT));
            for (TestingJob job : List.of(
                    cron("allow", 3),
                    cron("queue", 5).overlap(Overlap.QUEUE).priority(2),
                    cron("skip", 4).overlap(Overlap.SKIP),
                    cron("cancel", 7).overlap(Overlap.CANCEL_PREVIOUS).priority(9),
                    asked,
                    changing,
                    mender,
                    hopeless,
                    cron("two-at-once", 1).overlap(new Overlap(Overlap.Policy.QUEUE, 2)),
                    cron("replacing", 2).overlap(new Overlap(Overlap.Policy.CANCEL_PREVIOUS, 2)),
                    cron("limited", 2).guards(LIMITED),
                    cron("limited-too", 3).guards(LIMITED).deadline(Duration.ofSeconds(9)),
                    cron("rated", 3).guards(RATED),
                    cron("urgent", 2).deadline(Duration.ofSeconds(3)),
                    TestingJob.named("paced").delay(Duration.ofSeconds(2)).attempts(1000, Duration.ZERO))) {
                node.create(job.draft());
            }
            for (int i = 0; i < 3; i++) {
                workers.add(node.worker("w" + i, "dev", 3));
            }
        }

        private static TestingJob cron(String name, int seconds) {
            return TestingJob.named(name)
                    .cron("*/" + seconds + " * * * * ?")
                    .timeout(Duration.ofSeconds(8))
                    .attempts(1000, Duration.ofMillis(700))
                    .misfire(Misfire.Policy.FIRE_ALL, 100_000, null);
        }

        void act() {
            int what = random.nextInt(100);
            if (what < 40) {
                node.advance(Duration.ofMillis(random.nextInt(1_200)));
            } else if (what < 70) {
                work();
            } else if (what < 80) {
                connect();
            } else if (what < 85) {
                ask();
            } else if (what < 89) {
                change();
            } else {
                disturb();
            }
        }

        private TestingWorker anyWorker() {
            return workers.get(random.nextInt(workers.size()));
        }

        private void work() {
            var worker = anyWorker();
            if (worker.holding().isEmpty()) {
                return;
            }
            RunId run = worker.holding().get(random.nextInt(worker.holding().size()));
            boolean on = connected.contains(worker);
            if (isHopeless(run)) {
                worker.fail(run);
                return;
            }
            switch (random.nextInt(6)) {
                case 0 -> worker.fail(run);
                case 1 -> worker.refuse(run);
                case 2 -> worker.stopped(run);
                case 3 -> {
                    if (on) {
                        worker.begin(run);
                    }
                }
                default -> worker.succeed(run);
            }
        }

        /** While there are faults, no run of this job succeeds. */
        private boolean isHopeless(RunId run) {
            return store.run(run).job().equals(hopeless.key());
        }

        private void connect() {
            var worker = anyWorker();
            if (node.crashed()) {
                return;
            }
            if (!connected.contains(worker)) {
                worker.join();
                connected.add(worker);
            } else if (random.nextInt(3) == 0) {
                worker.leave();
                connected.remove(worker);
            } else if (random.nextBoolean()) {
                worker.restart();
            } else {
                worker.join();
            }
        }

        private void ask() {
            if (node.crashed()) {
                return;
            }
            List<Run> runs = store.runs();
            if (random.nextInt(3) == 0 && !runs.isEmpty()) {
                node.send(new Command.CancelRun(runs.get(random.nextInt(runs.size()))));
            } else {
                Instant at = clock.instant().plusMillis(random.nextInt(-5_000, 40_000));
                node.send(new Command.TriggerJob(asked.key(), Json.Obj.EMPTY, at, null, null));
            }
        }

        private void change() {
            switch (random.nextInt(3)) {
                case 0 -> node.send(new Command.PauseJob(changing.key()));
                case 1 -> node.send(new Command.ResumeJob(changing.key()));
                default ->
                    node.send(new Command.ReplaceJob(
                            cron("changing", 2 + random.nextInt(3)).draft(), null));
            }
        }

        private void disturb() {
            var faults = TestingStore.Fault.values();
            switch (random.nextInt(8)) {
                case 0, 1 -> store.failNext(faults[random.nextInt(faults.length)]);
                case 2 -> crash();
                case 3 -> {
                    var partition = new Partition(random.nextInt(PARTITIONS));
                    store.steal(partition);
                    stolen.add(partition);
                }
                case 4 -> takeBack();
                case 5 -> slowRead();
                default -> {
                    node.holdCommits();
                    node.advance(Duration.ofMillis(random.nextInt(3_000)));
                    node.releaseCommits();
                }
            }
        }

        private void crash() {
            node.crash();
            connected.clear();
            clock.turn(Duration.ofMillis(random.nextInt(clockStepsBack ? -2_000 : 0, 6_000)));
            stolen.clear();
            node.start();
            beginAnew();
        }

        /** What the owner knew of hand-outs is gone; from now on it counts its own. */
        private void beginAnew() {
            life = node.notes().size();
        }

        /** What is read comes late, or not at all, or from before whatever else happens. */
        private void slowRead() {
            node.holdLoads();
            node.advance(Duration.ofMillis(random.nextInt(9_000)));
            if (!node.heldLoads().isEmpty()) {
                var window = node.heldLoads().getFirst().window();
                var seen = new Event.Loaded(window, store.load(window));
                for (int i = 0; i < 5; i++) {
                    work();
                    ask();
                    change();
                }
                if (!node.heldLoads().isEmpty()) {
                    node.answerLoad(random.nextInt(3) == 0 ? new Event.LoadFailed(window) : seen);
                }
            }
            node.releaseLoads();
        }

        private void takeBack() {
            if (!stolen.isEmpty() && !node.crashed()) {
                node.takeOver(new TreeSet<>(stolen));
                stolen.clear();
                beginAnew();
            }
        }

        /** Of what this owner has handed out itself, never more is on workers than a maximum or a limit allows. */
        void checkBounds() {
            if (node.crashed()) {
                return;
            }
            var mine = node.notes(Note.RunHandedOut.class).stream()
                    .skip(handOutsBefore(life))
                    .toList();
            assertThat(onWorkers(mine, "limited") + onWorkers(mine, "limited-too"))
                    .as("seed %s", seed)
                    .isLessThanOrEqualTo(LIMIT.concurrent().orElseThrow());
            // A run that a worker still had at the take-over keeps its turn for its next attempts, also beyond the
            // maximum.
            var begun = mine.stream()
                    .filter(note -> note.attempt().token().attempt() == 1)
                    .toList();
            assertThat(onWorkers(begun, "two-at-once")).as("seed %s", seed).isLessThanOrEqualTo(2);
            assertThat(onWorkers(begun, "replacing")).as("seed %s", seed).isLessThanOrEqualTo(2);
            checkRate();
        }

        private long onWorkers(List<Note.RunHandedOut> handedOut, String job) {
            var ids = handedOut.stream().map(note -> note.run().id()).collect(Collectors.toSet());
            return node.core().runs().stream()
                    .filter(run -> ids.contains(run.run().id()))
                    .filter(run -> run.run().job().name().value().equals(job))
                    .filter(run -> run.state() instanceof RunState.Sent || run.state() instanceof RunState.Running)
                    .count();
        }

        private long handOutsBefore(int notes) {
            return node.notes().stream()
                    .limit(notes)
                    .filter(Note.RunHandedOut.class::isInstance)
                    .count();
        }

        private void checkRate() {
            var times = node.notes(Note.RunHandedOut.class).stream()
                    .skip(handOutsBefore(life))
                    .filter(note -> note.run().job().name().value().equals("rated"))
                    .map(note -> note.attempt().handedOutAt())
                    .toList();
            var rate = RATED.rate().orElseThrow();
            for (int i = rate.max(); i < times.size(); i++) {
                assertThat(Duration.between(times.get(i - rate.max()), times.get(i)))
                        .as("seed %s", seed)
                        .isGreaterThanOrEqualTo(rate.per());
            }
        }

        void heal() {
            takeBack();
            workers.forEach(worker -> worker.eager().join());
            node.advance(Duration.ofMinutes(3));
        }

        void check() {
            var end = clock.instant();
            Map.of("allow", 3, "queue", 5, "skip", 4, "cancel", 7)
                    .forEach((name, seconds) -> assertThat(
                                    Fires.recorded(store, TestingJob.named(name).key(), end))
                            .as("seed %s job %s", seed, name)
                            .containsExactlyElementsOf(
                                    Fires.expected(START, end, second -> second % 60 % seconds == 0)));
            assertThat(store.runs())
                    .as("seed %s", seed)
                    .filteredOn(run -> run.dueAt().isBefore(end.minusSeconds(5)))
                    .allMatch(run -> run.state() instanceof RunState.Final);
            assertThat(node.core().idle()).as("seed %s", seed).isTrue();
            assertThat(store.runs().stream()
                            .filter(run -> run.job().name().value().equals("paced")
                                    && !(run.state() instanceof RunState.Final))
                            .map(Run::id))
                    .as("seed %s", seed)
                    .hasSize(1);
            if (!clockStepsBack) {
                assertThat(Fires.recorded(store, changing.key(), end))
                        .as("seed %s", seed)
                        .doesNotHaveDuplicates();
            }
            checkCompensations();
            checkTokens();
        }

        /**
         * Whatever was in the way, each run that failed for good was made up for exactly once, and no other was. Only while
         * another owner had the job that makes up for it is it a dead letter instead, which says so.
         */
        private void checkCompensations() {
            var failed = Fires.ofJob(store, hopeless.key()).stream()
                    .filter(run -> run.state() instanceof RunState.Failed)
                    .toList();
            var menders = Fires.ofJob(store, mender.key());
            assertThat(menders)
                    .as("seed %s", seed)
                    .extracting(Run::cause)
                    .containsExactlyInAnyOrderElementsOf(failed.stream()
                            .filter(run -> run.sequel().dead() != DeadReason.COMPENSATION_ELSEWHERE)
                            .map(run -> (Cause) new Cause.Compensation(run.id()))
                            .toList());
            assertThat(menders)
                    .as("seed %s", seed)
                    .allMatch(mend -> mend.cause() instanceof Cause.Compensation made
                            && mend.id().equals(store.run(made.of()).sequel().compensatedBy()));
            compensated += menders.size();
        }

        /** Over all workers the tokens of a run differ: no two hand-outs were the same attempt. */
        private void checkTokens() {
            var seen = new HashMap<RunId, Set<Token>>();
            for (TestingWorker worker : workers) {
                for (var received : worker.received()) {
                    assertThat(seen.computeIfAbsent(received.run(), _ -> new HashSet<>())
                                    .add(received.token()))
                            .as("seed %s run %s token %s", seed, received.run(), received.token())
                            .isTrue();
                    assertThat(received.at())
                            .as("seed %s", seed)
                            .isAfterOrEqualTo(received.assign().run().dueAt());
                    var deadline = received.assign().spec().deadline();
                    if (deadline != null) {
                        assertThat(received.assign().attempt().handedOutAt())
                                .as("seed %s", seed)
                                .isBefore(received.assign().run().dueAt().plus(deadline));
                    }
                }
            }
        }
    }
}
