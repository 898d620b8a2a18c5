package io.carillon.engine;

import static io.carillon.engine.BacklogTest.withMemory;
import static io.carillon.engine.ShardsTest.shards;
import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that are done in parts, when their owner dies, and when memory is too small for all of them. */
class ShardRecoveryTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Settings SETTINGS = Settings.DEFAULT;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingNode next = new TestingNode(store, clock, new NodeId("node-2"), 1, SETTINGS);
    private final TestingJob job = TestingJob.named("wide").shards(8).attempts(5, Duration.ofMillis(100));

    @Test
    void the_next_owner_of_a_split_run_finishes_what_is_left_of_it() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        worker.holding().subList(0, 3).forEach(worker::succeed);
        node.crash();
        clock.turn(Duration.ofSeconds(1));

        next.start();
        worker.moveTo(next).eager().join();
        next.advance(Duration.ofSeconds(20));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(indices(run))
                .containsExactlyElementsOf(IntStream.range(0, 8).boxed().toList());
        assertThat(shards(store, run)).allMatch(shard -> shard.state() instanceof RunState.Succeeded);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
    }

    @Test
    void the_last_result_may_come_before_the_next_owner_has_read_its_run() {
        TestingWorker worker = node.worker("w1", "dev", 8).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        List<RunId> held = worker.holding();
        held.subList(0, 7).forEach(worker::succeed);
        worker.leave();
        worker.succeed(held.getLast());
        node.crash();

        next.holdLoads();
        next.start();
        worker.moveTo(next);
        next.releaseLoads();
        next.advance(Duration.ofSeconds(5));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.run(held.getLast()).handOuts()).isEqualTo(1);
    }

    @Test
    void a_run_that_was_being_cancelled_is_cancelled_by_the_next_owner() {
        TestingWorker worker = node.worker("w1", "dev", 2).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        node.cancel(run.id());
        node.crash();
        worker.forgetEverything();

        next.start();
        next.advance(Duration.ofSeconds(20));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(shards(store, run)).hasSize(8).allMatch(shard -> shard.state() instanceof RunState.Cancelled);
    }

    @Test
    void one_that_is_found_split_waits_for_the_run_of_its_job_that_was_let_go_before_it_was_read() {
        TestingWorker worker = node.worker("w1", "dev", 20).join();
        node.create(job.overlap(Overlap.QUEUE).draft());
        Run split = node.trigger(job.key());
        Run urgent = node.trigger(job.key(), null, new Priority(9));
        node.crash();
        worker.forgetEverything();
        next.holdLoads();
        next.start();
        Effect.Load first = next.heldLoads().getFirst();
        next.answerLoad(new Event.Loaded(first.window(), store.load(first.window())));

        worker.moveTo(next).join();
        next.advance(Duration.ofSeconds(10));
        List<RunId> before = worker.holding();
        next.releaseLoads();
        next.advance(Duration.ofSeconds(10));
        List<RunId> whileUrgent = worker.holding();
        before.forEach(worker::succeed);
        worker.eager();
        worker.holding().forEach(worker::succeed);
        next.advance(Duration.ofSeconds(10));

        assertThat(first.window().selection()).isEqualTo(new RunWindow.Selection.OfBand(Band.HIGH, new TreeSet<>()));
        assertThat(before).hasSize(8).allMatch(run -> isPartOf(urgent, run));
        assertThat(whileUrgent).isEqualTo(before);
        assertThat(store.run(urgent.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.run(split.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(order(worker, urgent)).isLessThan(order(worker, split));
    }

    @Test
    void one_that_is_found_split_goes_on_before_those_of_its_job_that_turn_out_not_to_have_begun() {
        TestingWorker worker = node.worker("w1", "dev", 20).join();
        node.create(job.overlap(Overlap.QUEUE).draft());
        Run split = node.trigger(job.key());
        Run earlier = node.trigger(job.key(), START.minusSeconds(1), new Priority(9));
        node.crash();
        readUrgentFirst();
        worker.moveTo(next).join();

        next.advance(SETTINGS.recoveryGrace().multipliedBy(3));
        List<RunId> afterTheGrace = worker.holding();
        worker.eager();
        worker.holding().forEach(worker::succeed);
        next.advance(Duration.ofSeconds(10));

        assertThat(afterTheGrace).hasSize(8).allMatch(run -> isPartOf(split, run));
        assertThat(store.run(earlier.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(store.run(split.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
        assertThat(order(worker, split)).isLessThan(order(worker, earlier));
    }

    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void one_that_is_found_split_makes_room_for_those_of_its_job_that_cancel_the_previous() {
        TestingWorker worker = node.worker("w1", "dev", 20).join();
        node.create(job.overlap(Overlap.QUEUE).draft());
        Run split = node.trigger(job.key());
        Run earlier = node.trigger(job.key(), START.minusSeconds(1), new Priority(9));
        node.replace(job.overlap(Overlap.CANCEL_PREVIOUS).draft());
        node.crash();
        readUrgentFirst();
        worker.forgetEverything();
        worker.moveTo(next).eager().join();

        next.advance(SETTINGS.recoveryGrace().multipliedBy(5));

        assertThat(store.run(split.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(store.run(earlier.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    /** What is urgent may be on a worker when the rest is read. */
    private void readUrgentFirst() {
        next.holdLoads();
        next.start();
        Effect.Load first = next.heldLoads().getFirst();
        next.answerLoad(new Event.Loaded(first.window(), store.load(first.window())));
        next.releaseLoads();
    }

    private boolean isPartOf(Run whole, RunId part) {
        return store.run(part).cause() instanceof Cause.Shard shard
                && shard.of().equals(whole.id());
    }

    /** When the last part of a run was handed out by the next owner. */
    private int order(TestingWorker worker, Run whole) {
        var parts = worker.received().stream()
                .map(received -> isPartOf(whole, received.run()))
                .toList();
        return parts.lastIndexOf(true);
    }

    @Test
    void a_handed_over_run_goes_on_at_once() {
        TestingWorker worker = node.worker("w1", "dev", 2).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        worker.succeed(worker.holding().getFirst());
        node.deliver(new Event.Leaving());

        next.start();
        worker.moveTo(next).eager().join();
        next.advance(Duration.ofSeconds(1));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(shards(store, run)).hasSize(8).allMatch(shard -> shard.handOuts() == 1);
    }

    @Test
    void a_run_waits_for_one_of_its_job_that_was_split_and_is_yet_to_be_read() {
        TestingWorker lost = node.worker("w1", "dev", 1).join();
        node.create(job.shards(2).overlap(Overlap.QUEUE).priority(9).draft());
        Run first = node.trigger(job.key());
        lost.succeed(lost.only());
        node.crash();
        next.holdLoads();
        next.start();
        Run second = next.trigger(job.key());
        TestingWorker worker = next.worker("w2", "dev", 4).join();
        next.advance(SETTINGS.recoveryGrace().multipliedBy(3));
        List<RunId> beforeItIsRead = worker.holding();
        next.releaseLoads();
        next.advance(SETTINGS.recoveryGrace().multipliedBy(3));
        List<RunId> whileTheFirstIsUnderWay = worker.holding();

        whileTheFirstIsUnderWay.forEach(worker::succeed);
        next.advance(Duration.ofSeconds(1));
        List<RunId> afterwards = worker.holding();
        afterwards.forEach(worker::succeed);

        assertThat(beforeItIsRead).isEmpty();
        assertThat(whileTheFirstIsUnderWay)
                .containsExactly(shards(store, first).getLast().id());
        assertThat(afterwards).containsExactlyElementsOf(ids(shards(store, second)));
        assertThat(List.of(store.run(first.id()).state(), store.run(second.id()).state()))
                .allMatch(RunState.Succeeded.class::isInstance);
    }

    /** Whatever commit a node dies at, every part has one record, and its run ends once and after it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_crash_at_any_commit_loses_and_doubles_nothing(boolean afterCommit) {
        for (int commit = 1; commit <= 24; commit++) {
            var world = new TestingStore(clock);
            var mortal = new TestingNode(world, clock, 1, SETTINGS).start().declare("dev");
            mortal.create(job.draft());
            int first = mortal.commits();
            if (afterCommit) {
                mortal.crashAfterCommit(first + commit);
            } else {
                mortal.crashBeforeCommit(first + commit);
            }
            TestingWorker worker = mortal.worker("w1", "dev", 2).eager().join();
            mortal.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, "key", null));
            mortal.advance(Duration.ofSeconds(10));
            if (mortal.crashed()) {
                mortal.start();
                worker.moveTo(mortal);
            }
            mortal.advance(Duration.ofSeconds(30));

            requireWholeFamilies(world);
        }
    }

    private static void requireWholeFamilies(TestingStore world) {
        for (Run run : world.runs()) {
            if (!(run.cause() instanceof Cause.Shard)) {
                assertThat(run.state()).isInstanceOf(RunState.Succeeded.class);
                assertThat(indices(world, run))
                        .containsExactlyElementsOf(IntStream.range(0, 8).boxed().toList());
                assertThat(shards(world, run)).allMatch(shard -> shard.state() instanceof RunState.Succeeded);
            }
        }
    }

    @Test
    void a_run_with_more_parts_than_memory_holds_is_done_slice_by_slice() {
        node.crash();
        var small = new TestingNode(store, clock, new NodeId("node-2"), 1, withMemory(10)).start();
        small.create(job.shards(300).draft());
        Run run = small.trigger(job.key());

        TestingWorker worker = small.worker("w1", "dev", 5).eager().join();
        var inMemory = small.core().liveRuns();
        small.advance(Duration.ofSeconds(5));

        assertThat(inMemory).isLessThanOrEqualTo(10);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(worker.received()).hasSize(300);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
    }

    @Test
    void runs_that_fill_memory_never_keep_out_the_parts_that_they_wait_for() {
        node.crash();
        var small = new TestingNode(store, clock, new NodeId("node-2"), 1, withMemory(20)).start();
        var queued = TestingJob.named("queued").shards(5).overlap(Overlap.QUEUE);
        small.create(job.shards(5).draft());
        small.create(queued.draft());
        var runs = new ArrayList<Run>();
        int most = 0;
        for (int i = 0; i < 60; i++) {
            runs.add(small.trigger(i % 2 == 0 ? job.key() : queued.key()));
            most = Math.max(most, small.core().liveRuns());
        }

        TestingWorker worker = small.worker("w1", "dev", 200).join();
        for (int i = 0; i < 2_000 && !worker.holding().isEmpty(); i++) {
            most = Math.max(most, small.core().liveRuns());
            worker.succeed(worker.holding().getLast());
        }

        assertThat(most).isLessThanOrEqualTo(20);
        assertThat(runs).allMatch(run -> store.run(run.id()).state() instanceof RunState.Succeeded);
        assertThat(worker.received()).hasSize(300);
    }

    @Test
    void a_part_that_nobody_can_read_holds_up_its_own_run_only() {
        TestingWorker worker = node.worker("w1", "dev", 2).join();
        node.create(job.shards(2).draft());
        Run broken = node.trigger(job.key());
        Run sound = node.trigger(job.key());
        node.crash();
        worker.forgetEverything();
        store.setAside(shards(store, broken).getLast().id());

        next.start();
        worker.moveTo(next).eager().join();
        int before = next.steps();
        next.advance(Duration.ofSeconds(30));

        assertThat(store.run(broken.id()).state()).isInstanceOf(RunState.Split.class);
        assertThat(store.run(sound.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(next.steps() - before).isLessThan(1_000);
    }

    private static List<RunId> ids(List<Run> runs) {
        return runs.stream().map(Run::id).toList();
    }

    private List<Integer> indices(Run run) {
        return indices(store, run);
    }

    private static List<Integer> indices(TestingStore store, Run run) {
        return shards(store, run).stream()
                .map(shard -> shard.cause() instanceof Cause.Shard part ? part.index() : -1)
                .sorted()
                .toList();
    }
}
