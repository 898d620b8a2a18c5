package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.job.Priority;
import io.carillon.model.job.Routing;
import io.carillon.model.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How namespaces that need the same workers share them. */
class FairnessTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob a = TestingJob.named("a", "job");
    private final TestingJob b = TestingJob.named("b", "job");
    private final TestingJob c = TestingJob.named("c", "job");

    @Test
    void namespaces_get_equal_shares_however_much_each_has_waiting() {
        create(a, b, c);
        ask(a, 100);
        ask(b, 30);
        ask(c, 20);
        var worker = node.worker("w1", "dev", 1).join();

        serve(worker, 59);

        assertThat(shares(worker)).isEqualTo(Map.of("a", 20L, "b", 20L, "c", 20L));
    }

    @Test
    void what_one_namespace_leaves_the_others_share() {
        create(a, b);
        ask(a, 100);
        ask(b, 5);
        var worker = node.worker("w1", "dev", 1).join();

        serve(worker, 49);

        assertThat(shares(worker)).isEqualTo(Map.of("a", 45L, "b", 5L));
    }

    @Test
    void a_namespace_alone_gets_everything_in_the_order_in_which_it_came_due() {
        create(a);
        ask(a, 10);
        var worker = node.worker("w1", "dev", 10).join();

        assertThat(worker.received()).hasSize(10);
        assertThat(worker.received())
                .extracting(each -> each.assign().run().dueAt())
                .isSorted();
    }

    @Test
    void a_namespace_that_was_idle_has_saved_up_nothing() {
        create(a, b);
        ask(a, 100);
        var worker = node.worker("w1", "dev", 1).join();
        serve(worker, 40);

        ask(b, 50);
        serve(worker, 20);

        assertThat(shares(worker).get("b")).isBetween(9L, 11L);
    }

    @Test
    void a_namespace_gets_no_more_by_asking_for_one_run_at_a_time() {
        create(a, b);
        ask(a, 100);
        var worker = node.worker("w1", "dev", 1).join();

        for (int i = 0; i < 40; i++) {
            if (worker.received().getLast().assign().run().job().equals(b.key()) || i == 0) {
                ask(b, 1);
            }
            serve(worker, 1);
        }

        assertThat(shares(worker).get("b")).isBetween(18L, 21L);
    }

    @Test
    void jobs_that_need_different_things_of_the_same_worker_share_it_too() {
        var both = node.worker("w1", "dev", 1).capable("handler:x", "handler:y");
        create(a.handler("x"), b.handler("y"));
        ask(a, 50);
        ask(b, 50);

        serve(both.join(), 19);

        assertThat(shares(both)).isEqualTo(Map.of("a", 10L, "b", 10L));
    }

    @Test
    void what_a_namespace_gets_where_nobody_else_waits_is_not_held_against_it() {
        var busy = node.worker("w1", "dev", 1).labelled(Map.of("zone", "x")).join();
        var shared = node.worker("w2", "dev", 1).labelled(Map.of("zone", "y")).join();
        var elsewhere = TestingJob.named("a", "elsewhere");
        create(zone(elsewhere, "x"), zone(a, "y"), zone(b, "y"));
        ask(elsewhere, 50);
        serve(busy, 40);
        ask(a, 20);
        ask(b, 20);

        serve(shared, 19);

        assertThat(shares(shared)).isEqualTo(Map.of("a", 10L, "b", 10L));
    }

    @Test
    void priorities_go_before_shares() {
        create(a, b);
        ask(a, 5);
        for (int i = 0; i < 5; i++) {
            node.trigger(b.key(), null, new Priority(9));
        }
        var worker = node.worker("w1", "dev", 1).join();

        serve(worker, 9);

        assertThat(worker.received())
                .extracting(each -> each.assign().run().job().namespace().value())
                .containsExactly("b", "b", "b", "b", "b", "a", "a", "a", "a", "a");
    }

    @Test
    void a_thousand_lanes_without_a_worker_hold_nobody_else_up() {
        node.declare("elsewhere");
        create(a);
        for (int lane = 0; lane < 1_000; lane++) {
            var stuck = TestingJob.named("n" + lane % 10, "stuck-" + lane)
                    .app("elsewhere")
                    .handler("h" + lane);
            node.create(stuck.draft());
            node.holdCommits();
            for (int i = 0; i < 20; i++) {
                node.send(new Command.TriggerJob(stuck.key(), Json.Obj.EMPTY, null, null, null));
            }
            node.releaseCommits();
        }
        var worker = node.worker("w1", "dev", 1).eager().join();
        node.worker("w2", "elsewhere", 1).capable("something").join();

        for (int i = 0; i < 2_000; i++) {
            node.send(new Command.TriggerJob(a.key(), Json.Obj.EMPTY, null, null, null));
        }

        assertThat(worker.received()).hasSize(2_000);
        assertThat(node.core().waitingRuns()).isEqualTo(20_000);
    }

    private static TestingJob zone(TestingJob job, String zone) {
        return job.routing(Routing.Strategy.LEAST_LOADED, Map.of("zone", zone));
    }

    private void create(TestingJob... jobs) {
        List.of(jobs).forEach(job -> node.create(job.draft()));
    }

    private void ask(TestingJob job, int times) {
        for (int i = 0; i < times; i++) {
            node.trigger(job.key());
            node.advance(Duration.ofMillis(1));
        }
    }

    private static void serve(TestingWorker worker, int runs) {
        for (int i = 0; i < runs; i++) {
            worker.succeed(worker.only());
        }
    }

    private static Map<String, Long> shares(TestingWorker worker) {
        return worker.received().stream()
                .collect(Collectors.groupingBy(
                        each -> each.assign().run().job().namespace().value(), Collectors.counting()));
    }
}
