package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.Priority;
import io.carillon.model.job.Routing;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which run goes to which worker, and in which order. */
class DispatchTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void the_most_urgent_goes_first_and_equals_go_in_the_order_in_which_they_came_due() {
        node.create(job.draft());
        for (int priority : new int[] {5, 9, 1, 9, 5}) {
            node.trigger(job.key(), null, new Priority(priority));
            node.advance(Duration.ofMillis(10));
        }

        var worker = node.worker("w1", "dev", 1).eager().join();

        assertThat(worker.received())
                .extracting(each -> each.assign().run().priority().level())
                .containsExactly(9, 9, 5, 5, 1);
        assertThat(worker.received().get(0).assign().run().dueAt())
                .isBefore(worker.received().get(1).assign().run().dueAt());
    }

    @Test
    void a_worker_never_holds_more_than_its_slots() {
        node.create(job.draft());
        for (int i = 0; i < 7; i++) {
            node.trigger(job.key());
        }

        var worker = node.worker("w1", "dev", 3).join();
        var first = worker.holding();
        worker.succeed(first.get(0));
        worker.succeed(first.get(1));

        assertThat(first).hasSize(3);
        assertThat(worker.holding()).hasSize(3);
        assertThat(worker.received()).hasSize(5);
    }

    @Test
    void runs_go_to_the_worker_with_the_most_free_slots() {
        node.create(job.draft());
        var small = node.worker("w1", "dev", 2).join();
        var large = node.worker("w2", "dev", 6).join();

        for (int i = 0; i < 6; i++) {
            node.trigger(job.key());
        }

        assertThat(large.received()).hasSize(5);
        assertThat(small.received()).hasSize(1);
    }

    @Test
    void runs_go_to_a_machine_with_room_rather_than_to_a_busy_one_with_as_many_slots() {
        node.create(job.draft());
        var busy = node.worker("w1", "dev", 8).join().loaded(new WorkerLoad(950, 500, 0));
        var idle = node.worker("w2", "dev", 8).join().loaded(new WorkerLoad(50, 500, 0));

        for (int i = 0; i < 8; i++) {
            node.trigger(job.key());
        }
        busy.loaded(new WorkerLoad(0, 0, 0));
        for (int i = 0; i < 3; i++) {
            node.trigger(job.key());
        }

        assertThat(idle.received()).hasSize(8);
        assertThat(busy.received()).hasSize(3);
    }

    @Test
    void a_machine_without_memory_has_no_room_however_idle_its_processors_are() {
        assertThat(new WorkerLoad(0, 990, 0).room()).isLessThan(new WorkerLoad(900, 300, 300).room());
        assertThat(new WorkerLoad(1_000, 1_000, 1_000).room()).isPositive();
        assertThat(WorkerLoad.UNKNOWN.room()).isEqualTo(WorkerLoad.WHOLE);
    }

    @Test
    void runs_go_only_to_workers_with_the_labels_that_they_ask_for() {
        var here = node.worker("w1", "dev", 5)
                .labelled(Map.of("zone", "a", "disk", "ssd"))
                .join();
        var there = node.worker("w2", "dev", 50).labelled(Map.of("zone", "b")).join();
        node.create(
                job.routing(Routing.Strategy.LEAST_LOADED, Map.of("zone", "a")).draft());

        node.trigger(job.key());

        assertThat(here.received()).hasSize(1);
        assertThat(there.received()).isEmpty();
    }

    @Test
    void runs_go_to_no_worker_with_a_label_that_they_do_not_want() {
        var unwanted =
                node.worker("w1", "dev", 50).labelled(Map.of("disk", "slow")).join();
        var other = node.worker("w2", "dev", 5).labelled(Map.of("disk", "fast")).join();
        var unlabelled = node.worker("w3", "dev", 5).join();
        node.create(job.routing(Routing.DEFAULT.within(new Affinity(Map.of(), Map.of("disk", "slow"))))
                .draft());

        for (int i = 0; i < 11; i++) {
            node.trigger(job.key());
        }

        assertThat(unwanted.received()).isEmpty();
        assertThat(other.received()).hasSize(5);
        assertThat(unlabelled.received()).hasSize(5);
        assertThat(node.core().waitingRuns()).isEqualTo(1);
    }

    @Test
    void runs_go_only_to_workers_of_their_app_that_have_their_handler() {
        var right = node.worker("w1", "shop", 1).capable("handler:close").join();
        node.worker("w2", "shop", 50).capable("handler:open").join();
        node.worker("w3", "dev", 50).capable("handler:close").join();
        node.create(job.app("shop").handler("close").draft());

        node.trigger(job.key());

        assertThat(right.received()).hasSize(1);
    }

    @Test
    void a_lane_without_a_worker_holds_nobody_else_up() {
        node.declare("elsewhere");
        var stuck = TestingJob.named("stuck").app("elsewhere").priority(10);
        node.create(stuck.draft());
        node.create(job.draft());
        for (int i = 0; i < 50; i++) {
            node.trigger(stuck.key());
        }
        var worker = node.worker("w1", "dev", 1).eager().join();

        node.trigger(job.key());

        assertThat(worker.received()).hasSize(1);
        assertThat(Fires.ofJob(store, job.key())).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_worker_that_joins_later_gets_what_waits() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.advance(Duration.ofMinutes(3));

        var worker = node.worker("w1", "dev", 1).join();

        assertThat(worker.only()).isEqualTo(run.id());
    }

    @Test
    void how_late_and_how_long_queued_a_run_was_is_told() {
        node.create(job.draft());
        node.trigger(job.key(), START.plusSeconds(1));
        node.advance(Duration.ofSeconds(4));

        node.worker("w1", "dev", 1).join();

        assertThat(node.notes(Note.RunHandedOut.class)).singleElement().satisfies(note -> {
            assertThat(note.lateness()).isEqualTo(Duration.ofSeconds(3));
            assertThat(note.queued()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void a_slot_whose_attempt_was_given_up_takes_the_next_run() {
        var worker = node.worker("w1", "dev", 1).join();
        node.create(job.timeout(Duration.ofSeconds(5)).draft());
        node.trigger(job.key());
        var next = node.trigger(job.key());

        node.advance(Duration.ofSeconds(16));

        assertThat(worker.received())
                .extracting(TestingWorker.Received::run)
                .last()
                .isEqualTo(next.id());
    }

    @Test
    void workers_take_turns_also_when_one_run_comes_at_a_time() {
        var workers = List.of(
                node.worker("w1", "dev", 5).eager().join(),
                node.worker("w2", "dev", 5).eager().join(),
                node.worker("w3", "dev", 5).eager().join());
        node.create(job.routing(Routing.Strategy.ROUND_ROBIN, Map.of()).draft());

        for (int i = 0; i < 6; i++) {
            node.trigger(job.key());
            node.advance(Duration.ofSeconds(1));
        }

        assertThat(workers).allSatisfy(worker -> assertThat(worker.received()).hasSize(2));
    }

    @Test
    void a_lane_with_a_long_backlog_does_not_starve_another_that_needs_the_same_worker() {
        var worker =
                node.worker("w1", "dev", 1).capable("handler:a", "handler:b").join();
        var first = TestingJob.named("first").handler("a");
        var second = TestingJob.named("second").handler("b");
        node.create(first.draft());
        node.create(second.draft());
        for (var each : List.of(first, first, second, first, first, second)) {
            node.trigger(each.key());
            node.advance(Duration.ofMillis(10));
        }

        for (int i = 0; i < 6; i++) {
            worker.succeed(worker.only());
        }

        assertThat(worker.received())
                .extracting(each -> each.assign().run().job().name().value())
                .containsExactly("first", "first", "second", "first", "first", "second");
    }
}
