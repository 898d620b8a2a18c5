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
import io.carillon.model.job.Routing;
import io.carillon.model.job.Sharding;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs whose own attempts find out into which parts they fall. */
class MapTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingNode next = new TestingNode(store, clock, new NodeId("node-2"), 1, Settings.DEFAULT);
    private final TestingJob job = TestingJob.named("wide").attempts(2, Duration.ofSeconds(1));
    private final TestingWorker worker = node.worker("w1", "dev", 20);

    @Test
    void that_a_run_falls_into_parts_and_all_of_them_are_one_commit() {
        Run run = begun();

        worker.map(run.id(), items(3));

        assertThat(store.run(run.id()).state()).isEqualTo(new RunState.Split(3, START));
        assertThat(store.batches().getLast().writes())
                .filteredOn(write -> write instanceof Write.InsertRun)
                .hasSize(3);
        assertThat(store.batches().getLast().writes())
                .anyMatch(write ->
                        write instanceof Write.UpdateRun update && update.run().state() instanceof RunState.Split);
        assertThat(worker.acknowledgements()).hasSize(1).allMatch(Effect.Acknowledge::accepted);
        assertThat(node.notes(Note.PartsFound.class))
                .containsExactly(new Note.PartsFound(run.id(), job.key(), run.id(), 3));
    }

    @Test
    void each_part_has_its_item_in_the_params_of_the_run() {
        worker.join();
        node.create(job.draft());
        var asked = new Command.TriggerJob(
                job.key(), Json.object().put("day", 7).put("item", -1).build(), null, null, null);
        Run run = ((Reply.RunMade) node.ask(asked)).run();

        worker.map(run.id(), items(2));

        assertThat(parts(run))
                .extracting(Run::params)
                .containsExactly((Json.Obj) Json.parse("{\"day\":7,\"item\":0}"), (Json.Obj)
                        Json.parse("{\"day\":7,\"item\":1}"));
        assertThat(parts(run))
                .extracting(Run::cause)
                .containsExactly(new Cause.Shard(run.id(), 0, 2), new Cause.Shard(run.id(), 1, 2));
        assertThat(worker.holding())
                .containsExactlyElementsOf(parts(run).stream().map(Run::id).toList());
    }

    @Test
    void it_succeeds_when_the_last_of_its_parts_has_and_only_one_that_failed_is_done_again() {
        Run run = begun();
        worker.map(run.id(), items(3));
        RunId second = parts(run).get(1).id();

        worker.fail(second);
        List.copyOf(worker.holding()).forEach(worker::succeed);
        var before = store.run(run.id()).state();
        node.advance(Duration.ofSeconds(1));
        worker.succeed(second);

        assertThat(before).isInstanceOf(RunState.Split.class);
        assertThat(store.run(run.id()).state())
                .isEqualTo(new RunState.Succeeded(null, START, START.plusSeconds(1), null));
        assertThat(worker.received()).hasSize(5);
    }

    @Test
    void one_that_falls_into_nothing_has_been_done() {
        Run run = begun();

        worker.map(run.id(), List.of());

        assertThat(store.run(run.id()).state()).isEqualTo(new RunState.Succeeded(null, START, START, null));
    }

    @Test
    void whoever_says_it_again_adds_nothing_and_leaves_no_evidence_against_himself() {
        Run run = begun();
        var said = new Report.Mapped(run.id(), worker.token(run.id()), Duration.ZERO, items(3), false);
        worker.map(run.id(), items(3));

        worker.report(List.of(said));

        assertThat(parts(run)).hasSize(3);
        assertThat(store.catalog().attempts(run.id())).isEmpty();
        assertThat(worker.acknowledgements())
                .extracting(Effect.Acknowledge::accepted)
                .containsExactly(true, false);
    }

    @Test
    void what_an_attempt_found_that_no_longer_counts_is_not_recorded() {
        Run run = begun();
        var late = new Report.Mapped(run.id(), worker.token(run.id()), Duration.ZERO, items(3), false);
        worker.fail(run.id());
        node.advance(Duration.ofSeconds(1));

        worker.report(List.of(late));

        assertThat(parts(run)).isEmpty();
        assertThat(worker.holding()).containsExactly(run.id());
    }

    @Test
    void one_that_gathers_goes_to_a_worker_again_when_all_of_its_parts_have_succeeded() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(2));
        List<RunId> parts = List.copyOf(worker.holding());

        worker.succeed(parts.getFirst());
        var withOneLeft = worker.holding();
        worker.succeed(parts.getLast());
        var gathering = worker.received().getLast();
        worker.succeed(run.id(), Json.of(42));

        assertThat(withOneLeft).containsExactly(parts.getLast());
        assertThat(gathering.run()).isEqualTo(run.id());
        assertThat(gathering.assign().run().gathers()).isTrue();
        assertThat(gathering.token().attempt()).isEqualTo(2);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        done -> assertThat(done.result()).isEqualTo(Json.of(42)));
    }

    @Test
    void one_that_gathers_nothing_does_so_at_once() {
        Run run = begun();

        worker.mapAndGather(run.id(), List.of());

        assertThat(worker.holding()).containsExactly(run.id());
        assertThat(worker.received().getLast().assign().run().gathers()).isTrue();
    }

    @Test
    void gathering_has_attempts_of_its_own() {
        Run run = begun();
        worker.fail(run.id());
        node.advance(Duration.ofSeconds(1));
        worker.mapAndGather(run.id(), items(1));
        worker.succeed(worker.only());

        worker.fail(run.id());
        var afterOne = store.run(run.id()).state();
        node.advance(Duration.ofSeconds(1));
        worker.fail(run.id());

        assertThat(afterOne).isInstanceOf(RunState.Waiting.class);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Failed.class);
        assertThat(worker.received()).hasSize(5);
        assertThat(parts(run)).hasSize(1);
    }

    @Test
    void nothing_is_gathered_where_a_part_has_failed() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(2));
        List<RunId> parts = List.copyOf(worker.holding());

        worker.fail(parts.getFirst(), "BROKEN", false);
        worker.succeed(parts.getLast());

        assertThat(worker.holding()).isEmpty();
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.SHARDS_FAILED));
    }

    @Test
    void a_part_that_turns_out_to_be_several_adds_them_to_its_run() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(2));
        List<RunId> parts = List.copyOf(worker.holding());

        worker.map(parts.getFirst(), items(3));
        worker.succeed(parts.getLast());
        var withThreeLeft = store.run(run.id()).state();
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(store.run(parts.getFirst()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(withThreeLeft).isEqualTo(new RunState.Split(5, START));
        assertThat(parts(run).subList(2, 5))
                .extracting(Run::cause)
                .containsExactly(
                        new Cause.Shard(run.id(), 2, 5),
                        new Cause.Shard(run.id(), 3, 5),
                        new Cause.Shard(run.id(), 4, 5));
        assertThat(worker.holding()).containsExactly(run.id());
    }

    @Test
    void a_shard_of_a_fixed_number_may_turn_out_to_be_several() {
        worker.join();
        node.create(job.shards(2).draft());
        Run run = node.trigger(job.key());

        worker.map(worker.holding().getFirst(), items(2));
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(parts(run)).hasSize(4);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void what_a_part_turns_out_to_be_that_was_for_one_worker_is_for_that_worker_too() {
        worker.join();
        TestingWorker other = node.worker("w2", "dev", 20).join();
        node.create(job.routing(Routing.by(Routing.Strategy.BROADCAST)).draft());
        Run run = node.trigger(job.key());

        worker.map(worker.only(), items(2));

        assertThat(worker.holding()).hasSize(2);
        assertThat(other.holding()).hasSize(1);
        assertThat(parts(run))
                .extracting(part -> ((Cause.Shard) part.cause()).worker())
                .containsExactly(worker.id(), other.id(), worker.id(), worker.id());
    }

    @Test
    void more_parts_than_a_run_may_have_are_its_failure() {
        Run run = begun();

        worker.map(run.id(), items(Sharding.MAX_MAPPED + 1));

        assertThat(parts(run)).isEmpty();
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.TOO_MANY_SHARDS));
    }

    @Test
    void a_part_that_would_make_them_too_many_fails_and_adds_none() {
        Run run = begun();
        worker.map(run.id(), items(2));
        RunId part = worker.holding().getFirst();

        worker.map(part, items(Sharding.MAX_MAPPED - 1));

        assertThat(parts(run)).hasSize(2);
        assertThat(store.run(part).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.TOO_MANY_SHARDS));
    }

    @Test
    void an_attempt_that_is_to_stop_splits_nothing() {
        Run run = begun();
        node.cancel(run.id());

        worker.map(run.id(), items(3));

        assertThat(parts(run)).isEmpty();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_part_of_a_run_that_is_being_cancelled_adds_nothing() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(2));
        List<RunId> parts = List.copyOf(worker.holding());
        node.cancel(run.id());

        worker.map(parts.getFirst(), items(3));
        worker.succeed(parts.getLast());

        assertThat(parts(run)).hasSize(2);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void one_that_is_cancelled_gathers_nothing_although_all_of_its_parts_succeeded() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(2));

        node.cancel(run.id());
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(worker.holding()).isEmpty();
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void it_keeps_its_turn_until_it_has_gathered() {
        worker.join();
        node.create(job.overlap(Overlap.QUEUE).draft());
        Run first = node.trigger(job.key());
        Run second = node.trigger(job.key());

        worker.mapAndGather(first.id(), items(1));
        worker.succeed(worker.only());
        var whileFirstGathers = worker.holding();
        worker.succeed(first.id());

        assertThat(whileFirstGathers).containsExactly(first.id());
        assertThat(worker.holding()).containsExactly(second.id());
    }

    @Test
    void the_next_owner_goes_on_with_the_parts_and_then_gathers() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(4));
        worker.holding().subList(0, 2).forEach(worker::succeed);
        node.crash();
        clock.turn(Duration.ofSeconds(1));

        next.start();
        worker.moveTo(next).eager().join();
        next.advance(Duration.ofSeconds(20));

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        done -> assertThat(done.attempt()).isNotNull());
        assertThat(parts(run)).hasSize(4).allMatch(part -> part.state() instanceof RunState.Succeeded);
        assertThat(worker.received()).hasSize(6);
    }

    @Test
    void what_a_worker_gathers_when_its_owner_dies_is_not_gathered_twice() {
        Run run = begun();
        worker.mapAndGather(run.id(), items(1));
        worker.succeed(worker.only());
        node.crash();
        clock.turn(Duration.ofSeconds(1));

        next.start();
        worker.moveTo(next).join();
        next.advance(Duration.ofSeconds(20));
        worker.succeed(run.id(), Json.of(1));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(worker.received()).hasSize(3);
    }

    @Test
    void a_part_that_speaks_before_its_run_has_been_read_adds_its_parts_once() {
        Run run = begun();
        worker.map(run.id(), items(2));
        List<RunId> held = List.copyOf(worker.holding());
        worker.leave();
        worker.map(held.getFirst(), items(3));
        node.crash();

        next.holdLoads();
        next.start();
        worker.moveTo(next);
        next.releaseLoads();
        next.advance(Duration.ofSeconds(5));
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(parts(run)).hasSize(5);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void parts_that_memory_has_no_room_for_are_read_when_it_has() {
        var narrow = new TestingNode(store, clock, 1, BacklogTest.withMemory(20)).start();
        TestingWorker eager = narrow.worker("w2", "dev", 4).join();
        narrow.create(job.draft());
        Run run = narrow.trigger(job.key());

        eager.mapAndGather(run.id(), items(300));
        eager.eager();
        eager.holding().forEach(eager::succeed);
        narrow.advance(Duration.ofSeconds(30));

        assertThat(parts(run)).hasSize(300).allMatch(part -> part.state() instanceof RunState.Succeeded);
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(eager.received()).hasSize(302);
    }

    private Run begun() {
        worker.join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        assertThat(worker.holding()).containsExactly(run.id());
        return run;
    }

    private static List<Json.Obj> items(int count) {
        return IntStream.range(0, count)
                .mapToObj(index -> Json.object().put("item", index).build())
                .toList();
    }

    private List<Run> parts(Run run) {
        return ShardsTest.shards(store, run);
    }
}
