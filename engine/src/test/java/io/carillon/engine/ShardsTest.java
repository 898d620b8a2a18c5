package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Routing;
import io.carillon.model.job.Sharding;
import io.carillon.model.json.Json;
import io.carillon.model.run.Cause;
import io.carillon.model.run.DeadReason;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.SkipReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs that are done in parts, while their owner lives. */
class ShardsTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("wide").shards(4);

    @Test
    void a_run_waits_as_any_other_and_is_split_when_a_worker_could_have_it() {
        node.create(job.draft());
        Run run = node.trigger(job.key());
        var beforeAnybodyCame = node.explain(run.id());
        var inThatTime = shards(run);

        TestingWorker worker = node.worker("w1", "dev", 3).join();

        assertThat(beforeAnybodyCame).isInstanceOf(Waiting.NoWorker.class);
        assertThat(inThatTime).isEmpty();
        assertThat(store.run(run.id()).state()).isEqualTo(new RunState.Split(4, START));
        assertThat(shards(run)).hasSize(4);
        assertThat(worker.holding())
                .containsExactlyElementsOf(
                        shards(run).subList(0, 3).stream().map(Run::id).toList());
        assertThat(worker.received())
                .extracting(received -> received.assign().run().cause())
                .containsExactly(
                        new Cause.Shard(run.id(), 0, 4),
                        new Cause.Shard(run.id(), 1, 4),
                        new Cause.Shard(run.id(), 2, 4));
        assertThat(node.notes(Note.RunSplit.class)).containsExactly(new Note.RunSplit(run.id(), job.key(), 4));
    }

    @Test
    void parts_are_like_their_run_in_all_but_their_cause() {
        node.worker("w1", "dev", 3).join();
        node.create(job.priority(9).draft());
        var asked =
                new Command.TriggerJob(job.key(), Json.object().put("day", 7).build(), null, null, null);

        Run run = ((Reply.RunMade) node.ask(asked)).run();

        assertThat(shards(run)).allSatisfy(shard -> {
            assertThat(shard.id().partition()).isEqualTo(run.id().partition());
            assertThat(shard.params()).isEqualTo(run.params());
            assertThat(shard.priority()).isEqualTo(run.priority());
            assertThat(List.of(shard.scheduledAt(), shard.dueAt())).isEqualTo(List.of(run.scheduledAt(), run.dueAt()));
        });
    }

    @Test
    void what_a_part_has_for_itself_overrides_the_params_of_its_run_member_by_member() {
        node.worker("w1", "dev", 3).join();
        var regions = Sharding.forEach(List.of(
                Json.object().put("region", "eu").build(),
                Json.object().put("region", "us").put("day", 8).build()));
        node.create(job.routing(Routing.DEFAULT.inShards(regions)).draft());
        var asked =
                new Command.TriggerJob(job.key(), Json.object().put("day", 7).build(), null, null, null);

        Run run = ((Reply.RunMade) node.ask(asked)).run();

        assertThat(run.params()).isEqualTo(Json.parse("{\"day\":7}"));
        assertThat(shards(run))
                .extracting(Run::params)
                .containsExactly((Json.Obj) Json.parse("{\"day\":7,\"region\":\"eu\"}"), (Json.Obj)
                        Json.parse("{\"day\":8,\"region\":\"us\"}"));
    }

    @Test
    void that_a_run_is_split_and_all_of_its_parts_are_one_commit() {
        node.worker("w1", "dev", 1).join();
        node.create(job.draft());

        Run run = node.trigger(job.key());

        var batch = store.batches().stream()
                .filter(each -> each.writes().stream()
                        .anyMatch(write -> write instanceof Write.UpdateRun update
                                && update.run().state() instanceof RunState.Split))
                .findFirst()
                .orElseThrow();
        assertThat(batch.writes())
                .filteredOn(write -> write instanceof Write.InsertRun insert && isPartOf(run, insert.run()))
                .hasSize(4);
    }

    @Test
    void a_run_ends_in_the_batch_in_which_the_last_of_its_parts_does() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        List<Run> shards = shards(run);
        shards.subList(0, 3).forEach(shard -> worker.succeed(shard.id()));
        var withOneLeft = store.run(run.id()).state();
        node.advance(Duration.ofSeconds(3));

        worker.succeed(shards.getLast().id());

        assertThat(withOneLeft).isInstanceOf(RunState.Split.class);
        assertThat(store.run(run.id()).state())
                .isEqualTo(new RunState.Succeeded(null, START, START.plusSeconds(3), null));
        assertThat(store.batches().getLast().writes())
                .extracting(write ->
                        write instanceof Write.UpdateRun update ? update.run().id() : null)
                .contains(run.id(), shards.getLast().id());
    }

    @Test
    void only_a_part_that_failed_is_done_again() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.attempts(2, Duration.ofSeconds(1)).draft());
        Run run = node.trigger(job.key());
        RunId second = shards(run).get(1).id();

        worker.fail(second);
        List.copyOf(worker.holding()).forEach(worker::succeed);
        node.advance(Duration.ofSeconds(2));
        worker.succeed(second);

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(worker.received()).hasSize(5);
        assertThat(store.run(second).handOuts()).isEqualTo(2);
    }

    @Test
    void a_run_fails_when_all_of_its_parts_have_ended_and_names_those_that_did_not_succeed() {
        TestingWorker worker = node.worker("w1", "dev", 40).join();
        node.create(job.shards(40).draft());
        Run run = node.trigger(job.key());
        List<Run> shards = shards(run);

        IntStream.range(10, 23).forEach(index -> worker.fail(shards.get(index).id()));
        var whileOthersAreUnderWay = store.run(run.id()).state();
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(whileOthersAreUnderWay).isInstanceOf(RunState.Split.class);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error())
                                .isEqualTo(
                                        new RunError(
                                                RunError.SHARDS_FAILED,
                                                "13 of 40 shards did not succeed: 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 3 more")));
    }

    @Test
    void a_failed_run_is_made_up_for_and_its_parts_are_not() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        var mender = TestingJob.named("mender");
        node.create(mender.draft());
        node.create(job.onFailure("mender").draft());
        Run run = node.trigger(job.key());

        List.copyOf(worker.holding()).forEach(worker::fail);

        assertThat(Fires.ofJob(store, mender.key())).hasSize(1);
        assertThat(store.run(run.id()).sequel().compensatedBy()).isNotNull();
        assertThat(shards(run))
                .allMatch(shard ->
                        shard.sequel().compensatedBy() == null && shard.sequel().dead() == null);
    }

    @Test
    void a_failed_run_that_nothing_makes_up_for_is_one_dead_letter() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());

        List.copyOf(worker.holding()).forEach(worker::fail);

        assertThat(node.notes(Note.RunDied.class))
                .containsExactly(new Note.RunDied(run.id(), job.key(), DeadReason.NO_COMPENSATION));
    }

    @Test
    void a_run_that_is_cancelled_stops_its_parts_and_ends_when_they_have() {
        TestingWorker worker = node.worker("w1", "dev", 2).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        List<RunId> held = worker.holding();

        node.cancel(run.id());
        var whileTwoAreStopping = store.run(run.id()).state();
        var stops = worker.stops();
        held.forEach(worker::stopped);

        assertThat(whileTwoAreStopping)
                .isEqualTo(new RunState.Unwinding(4, START, RunState.StopCause.CANCELLED, START));
        assertThat(stops).extracting(Effect.Stop::run).containsExactlyElementsOf(held);
        assertThat(store.run(run.id()).state()).isEqualTo(new RunState.Cancelled(null, START, START));
        assertThat(shards(run)).allMatch(shard -> shard.state().status() == RunStatus.CANCELLED);
        assertThat(worker.received()).hasSize(2);
    }

    @Test
    void a_run_whose_parts_all_succeeded_before_they_heard_of_it_has_succeeded() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());

        node.cancel(run.id());
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void a_run_that_waits_to_be_split_is_cancelled_as_any_other() {
        node.create(job.draft());
        Run run = node.trigger(job.key());

        node.cancel(run.id());
        node.worker("w1", "dev", 4).join();

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(shards(run)).isEmpty();
    }

    @Test
    void a_part_that_is_cancelled_fails_its_run() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        RunId third = shards(run).get(2).id();

        node.cancel(third);
        worker.stopped(third);
        List.copyOf(worker.holding()).forEach(worker::succeed);

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().message()).isEqualTo("1 of 4 shards did not succeed: 2"));
    }

    @Test
    void the_deadline_of_a_run_is_that_of_its_parts() {
        TestingWorker worker = node.worker("w1", "dev", 2).join();
        node.create(job.deadline(Duration.ofSeconds(10)).draft());
        Run run = node.trigger(job.key());
        List<RunId> held = worker.holding();

        node.advance(Duration.ofSeconds(10));
        var whileTwoAreStopping = store.run(run.id()).state();
        held.forEach(worker::stopped);

        assertThat(whileTwoAreStopping).isInstanceOf(RunState.InParts.class);
        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Failed.class,
                        failed -> assertThat(failed.error().code()).isEqualTo(RunError.DEADLINE));
        assertThat(shards(run))
                .filteredOn(shard ->
                        shard.state() instanceof RunState.Skipped skipped && skipped.reason() == SkipReason.DEADLINE)
                .hasSize(2);
    }

    @Test
    void a_run_is_in_the_way_of_the_next_until_its_last_part_has_ended() {
        TestingWorker worker = node.worker("w1", "dev", 8).join();
        node.create(job.overlap(Overlap.QUEUE).draft());
        Run first = node.trigger(job.key());
        Run second = node.trigger(job.key());
        List<Run> shards = shards(first);
        shards.subList(1, 4).forEach(shard -> worker.succeed(shard.id()));
        var waiting = node.explain(second.id());
        var before = shards(second);

        worker.succeed(shards.getFirst().id());

        assertThat(waiting).isEqualTo(new Waiting.EarlierRuns(1, 1, List.of(first.id()), 0));
        assertThat(before).isEmpty();
        assertThat(shards(second)).hasSize(4);
    }

    @Test
    void a_run_that_takes_the_place_of_another_stops_the_parts_of_that() {
        TestingWorker worker = node.worker("w1", "dev", 8).join();
        node.create(job.overlap(Overlap.CANCEL_PREVIOUS).draft());
        Run first = node.trigger(job.key());
        List<RunId> held = worker.holding();

        Run second = node.trigger(job.key());
        var before = shards(second);
        held.forEach(worker::stopped);

        assertThat(before).isEmpty();
        assertThat(store.run(first.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(shards(second)).hasSize(4);
    }

    @Test
    void a_fixed_delay_counts_from_the_end_of_the_run() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.delay(Duration.ofSeconds(10)).draft());
        node.advance(Duration.ofSeconds(11));
        List<RunId> held = worker.holding();
        held.subList(0, 3).forEach(worker::succeed);
        node.advance(Duration.ofSeconds(30));
        var whileOneIsUnderWay = Fires.recorded(store, job.key(), Instant.MAX);

        worker.succeed(held.getLast());
        node.advance(Duration.ofSeconds(1));

        assertThat(whileOneIsUnderWay).containsExactly(START.plusSeconds(10));
        assertThat(Fires.recorded(store, job.key(), Instant.MAX))
                .containsExactly(START.plusSeconds(10), START.plusSeconds(51));
    }

    @Test
    void a_lost_worker_costs_its_own_parts_only() {
        TestingWorker lost = node.worker("w1", "dev", 2).join();
        TestingWorker other = node.worker("w2", "dev", 2).join();
        node.create(job.attempts(3, Duration.ofSeconds(1)).draft());
        Run run = node.trigger(job.key());
        List<RunId> kept = other.holding();

        lost.leave();
        node.advance(Settings.DEFAULT.workerGrace().plusSeconds(2));
        kept.forEach(other::succeed);
        List.copyOf(other.holding()).forEach(other::succeed);

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(shards(run)).extracting(Run::handOuts).containsExactlyInAnyOrder(1, 1, 2, 2);
    }

    @Test
    void parts_are_of_the_definition_that_their_run_was_made_from() {
        node.create(job.draft());
        Run run = node.trigger(job.key());
        node.replace(TestingJob.named("wide").shards(2).draft());

        TestingWorker worker = node.worker("w1", "dev", 10).join();
        Run later = node.trigger(job.key());

        assertThat(shards(run)).hasSize(4).allMatch(shard -> shard.jobVersion() == 1);
        assertThat(shards(later)).hasSize(2).allMatch(shard -> shard.jobVersion() == 2);
        assertThat(worker.received()).hasSize(6);
    }

    @Test
    void a_run_that_is_under_way_goes_on_when_its_job_is_deleted() {
        TestingWorker worker = node.worker("w1", "dev", 1).eager();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        node.holdCommits();
        worker.join();
        node.send(new Command.DeleteJob(job.key(), null));
        node.releaseCommits();
        node.advance(Duration.ofSeconds(5));

        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(shards(run)).hasSize(4).allMatch(shard -> shard.state() instanceof RunState.Succeeded);
    }

    @Test
    void of_many_runs_only_as_many_are_split_as_there_are_workers_for() {
        node.create(job.draft());
        List<Run> runs =
                IntStream.range(0, 20).mapToObj(_ -> node.trigger(job.key())).toList();

        TestingWorker worker = node.worker("w1", "dev", 6).join();

        assertThat(runs.subList(0, 2)).allMatch(run -> shards(run).size() == 4);
        assertThat(runs.subList(2, 20)).allMatch(run -> shards(run).isEmpty());
        assertThat(worker.received()).hasSize(6);
    }

    @Test
    void a_run_in_parts_says_how_many_of_them_have_ended() {
        TestingWorker worker = node.worker("w1", "dev", 4).join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        worker.succeed(shards(run).get(0).id());
        worker.fail(shards(run).get(3).id());

        assertThat(node.explain(run.id())).isEqualTo(new Waiting.Shards(4, 2, 1));
    }

    @Test
    void a_part_is_not_rerun_alone_and_its_run_is_done_again_in_parts() {
        TestingWorker worker = node.worker("w1", "dev", 4).eager().join();
        node.create(job.draft());
        Run run = node.trigger(job.key());
        Run shard = shards(run).get(1);

        var refused = node.ask(new Command.RerunRun(shard, Json.Obj.EMPTY, null, null, null));
        var made = node.ask(new Command.RerunRun(store.run(run.id()), Json.Obj.EMPTY, null, null, null));

        assertThat(refused)
                .isEqualTo(new Reply.Refused(
                        Reply.Kind.CONFLICT,
                        "run-is-shard",
                        "run " + shard.id() + " is shard 1 of run " + run.id() + "; rerun that one"));
        assertThat(shards(((Reply.RunMade) made).run())).hasSize(4);
        assertThat(worker.received()).hasSize(8);
    }

    private List<Run> shards(Run run) {
        return shards(store, run);
    }

    static List<Run> shards(TestingStore store, Run run) {
        return store.runs().stream().filter(each -> isPartOf(run, each)).toList();
    }

    private static boolean isPartOf(Run whole, Run run) {
        return run.cause() instanceof Cause.Shard shard && shard.of().equals(whole.id());
    }
}
