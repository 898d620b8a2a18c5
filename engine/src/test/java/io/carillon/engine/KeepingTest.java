package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.json.Json;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs that keep to a worker of their own, and retries that do not. */
class KeepingTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("kept");
    private final Map<WorkerId, TestingWorker> workers = new TreeMap<>();

    @Test
    void a_run_waits_for_the_worker_of_its_key_while_others_have_slots() {
        join("w1", 1);
        join("w2", 1);
        join("w3", 1);
        node.create(job.routing(Routing.byKey("tenant")).draft());
        Run first = ask(7);
        TestingWorker own = holderOf(first);

        Run second = ask(7);
        var why = node.explain(second.id());
        own.succeed(first.id());

        assertThat(why).isEqualTo(new Waiting.ForOneWorker(own.id(), 1));
        assertThat(own.only()).isEqualTo(second.id());
    }

    @Test
    void what_waits_for_a_worker_that_leaves_goes_to_another_at_once() {
        join("w1", 1);
        join("w2", 1);
        node.create(job.routing(Routing.byKey("tenant")).draft());
        Run first = ask(7);
        TestingWorker own = holderOf(first);
        Run second = ask(7);

        own.leave();

        assertThat(holderOf(second)).isNotEqualTo(own);
    }

    @Test
    void what_waits_for_a_worker_that_drains_goes_to_another_at_once() {
        join("w1", 1);
        join("w2", 1);
        node.create(job.routing(Routing.byKey("tenant")).draft());
        Run first = ask(7);
        TestingWorker own = holderOf(first);
        Run second = ask(7);

        own.drain();

        assertThat(holderOf(second)).isNotEqualTo(own);
    }

    @Test
    void a_worker_that_comes_gets_those_that_wait_and_whose_keys_are_its_own_now() {
        join("w1", 1);
        node.create(job.routing(Routing.byKey("tenant")).draft());
        for (int tenant = 0; tenant < 20; tenant++) {
            ask(tenant);
        }

        TestingWorker late = join("w2", 50);

        assertThat(late.received()).hasSizeBetween(3, 17);
        assertThat(node.core().waitingRuns()).isEqualTo(19 - late.received().size());
    }

    @Test
    void runs_that_came_before_any_worker_go_to_those_of_their_keys() {
        node.create(job.routing(Routing.byKey("tenant")).draft());
        List<Run> runs = List.of(ask(1), ask(2), ask(1), ask(2), ask(1));
        join("w1", 10);
        join("w2", 10);

        Run sixth = ask(2);

        assertThat(holderOf(runs.get(1))).isEqualTo(workers.get(new WorkerId("w1")));
        assertThat(List.of(holderOf(runs.get(0)), holderOf(runs.get(2)), holderOf(runs.get(4))))
                .containsOnly(holderOf(runs.get(0)));
        assertThat(node.explain(sixth.id())).isInstanceOf(Waiting.WorkerToBegin.class);
    }

    @Test
    void a_run_that_need_not_wait_goes_to_the_next_and_says_instead_of_whom() {
        join("w1", 1);
        join("w2", 1);
        node.create(job.routing(Routing.byKey("tenant").whenFull(Routing.WhenFull.NEXT))
                .draft());
        TestingWorker own = holderOf(ask(7));

        TestingWorker other = holderOf(ask(7));

        assertThat(other).isNotEqualTo(own);
        assertThat(choiceOf(other)).isEqualTo(new Choice(Routing.Strategy.CONSISTENT_HASH, 2, 1, null, own.id()));
    }

    @Test
    void without_a_key_all_runs_of_a_job_go_to_one_worker_and_those_of_others_elsewhere() {
        for (int i = 0; i < 5; i++) {
            join("w" + i, 100);
        }
        for (int i = 0; i < 60; i++) {
            var each = TestingJob.named("kept-" + i).routing(Routing.byKey(null));
            node.create(each.draft());
            TestingWorker own = holderOf(node.trigger(each.key()));
            assertThat(holderOf(node.trigger(each.key()))).isEqualTo(own);
        }

        assertThat(workers.values())
                .allSatisfy(worker -> assertThat(worker.received()).isNotEmpty());
    }

    @Test
    void each_part_of_a_run_has_a_worker_of_its_own_that_stays_the_same() {
        for (int i = 0; i < 4; i++) {
            join("w" + i, 100);
        }
        node.create(job.routing(Routing.byKey(null).inShards(16)).draft());

        node.trigger(job.key());
        Map<Integer, WorkerId> first = TestingShards.workersByIndex(workers.values());
        node.trigger(job.key());

        assertThat(first).hasSize(16);
        assertThat(first.values()).contains(new WorkerId("w0"), new WorkerId("w1"), new WorkerId("w2"));
        assertThat(TestingShards.workersByIndex(workers.values())).isEqualTo(first);
    }

    @Test
    void who_waits_for_a_full_worker_holds_nobody_else_up() {
        join("w1", 1);
        join("w2", 1);
        node.create(job.routing(Routing.byKey("tenant")).priority(10).draft());
        var other = TestingJob.named("other");
        node.create(other.draft());
        TestingWorker own = holderOf(ask(7));
        for (int i = 0; i < 50; i++) {
            ask(7);
        }

        Run free = node.trigger(other.key());

        assertThat(holderOf(free)).isNotEqualTo(own);
        assertThat(node.core().waitingRuns()).isEqualTo(50);
    }

    @Test
    void failover_waits_for_the_first_and_goes_to_the_next_when_that_one_is_gone() {
        TestingWorker first = join("w1", 1);
        TestingWorker standBy = join("w2", 5);
        node.create(job.routing(Routing.by(Routing.Strategy.FAILOVER)).draft());
        node.trigger(job.key());
        node.trigger(job.key());
        var before = List.copyOf(standBy.received());

        first.leave();

        assertThat(before).isEmpty();
        assertThat(first.received()).hasSize(1);
        assertThat(standBy.received()).hasSize(1);
    }

    @Test
    void by_failover_an_attempt_that_failed_on_the_first_is_tried_again_by_the_next() {
        TestingWorker first = join("w1", 5);
        TestingWorker standBy = join("w2", 5);
        node.create(job.routing(Routing.by(Routing.Strategy.FAILOVER))
                .attempts(3, Duration.ofSeconds(1))
                .draft());
        Run run = node.trigger(job.key());

        first.fail(run.id());
        node.advance(Duration.ofSeconds(2));

        assertThat(standBy.holding()).containsExactly(run.id());
    }

    @Test
    void a_failed_attempt_is_tried_again_by_another_worker_if_there_is_one() {
        TestingWorker first = join("w1", 5);
        join("w2", 5);
        node.create(job.routing(Routing.by(Routing.Strategy.FIRST))
                .attempts(3, Duration.ofSeconds(1))
                .draft());
        Run run = node.trigger(job.key());

        first.fail(run.id());
        node.advance(Duration.ofSeconds(2));

        TestingWorker second = holderOf(run);
        assertThat(second).isNotEqualTo(first);
        assertThat(choiceOf(second)).isEqualTo(new Choice(Routing.Strategy.FIRST, 2, 5, null, first.id()));
    }

    @Test
    void a_failed_attempt_is_tried_again_by_the_same_worker_if_no_other_has_a_slot() {
        TestingWorker only = join("w1", 5);
        node.create(job.attempts(3, Duration.ofSeconds(1)).draft());
        Run run = node.trigger(job.key());

        only.fail(run.id());
        node.advance(Duration.ofSeconds(2));

        assertThat(only.holding()).containsExactly(run.id());
        assertThat(choiceOf(only)).isEqualTo(new Choice(Routing.Strategy.LEAST_LOADED, 1, 5));
    }

    private TestingWorker join(String name, int slots) {
        TestingWorker worker = node.worker(name, "dev", slots).join();
        workers.put(worker.id(), worker);
        return worker;
    }

    private Run ask(int tenant) {
        var params = Json.object().put("tenant", tenant).build();
        return ((Reply.RunMade) node.ask(new Command.TriggerJob(job.key(), params, null, null, null))).run();
    }

    private TestingWorker holderOf(Run run) {
        return workers.values().stream()
                .filter(worker -> worker.holding().contains(run.id()))
                .findAny()
                .orElseThrow(() -> new AssertionError(node.explain(run.id())));
    }

    private static Choice choiceOf(TestingWorker worker) {
        return Objects.requireNonNull(
                worker.received().getLast().assign().attempt().choice());
    }
}
