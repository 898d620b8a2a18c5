package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingResource;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.LimitName;
import io.carillon.model.Namespace;
import io.carillon.model.Partition;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.ResourceDraft;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jobs that share a named limit of their namespace. */
class LimitTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob one = TestingJob.named("one").guards(limits("db"));
    private final TestingJob other = TestingJob.named("other").guards(limits("db"));
    private final TestingWorker worker = node.worker("w1", "dev", 100).join();

    @BeforeEach
    void createJobs() {
        define("db", 1_000);
        node.create(one.draft());
        node.create(other.draft());
    }

    @Test
    void jobs_that_name_a_limit_hold_it_together() {
        define("db", 3);
        ask(one, 4);
        ask(other, 4);

        var first = worker.holding();
        worker.succeed(first.get(0));
        worker.succeed(first.get(1));

        assertThat(first).hasSize(3);
        assertThat(worker.holding()).hasSize(3);
    }

    @Test
    void whoever_is_due_first_goes_when_a_place_is_free() {
        define("db", 1);
        var jobs = List.of(one, other, one, other, one);
        for (var job : jobs) {
            ask(job, 1);
            node.advance(Duration.ofMillis(10));
        }

        for (int i = 0; i < jobs.size(); i++) {
            worker.succeed(worker.only());
        }

        assertThat(worker.received())
                .extracting(each -> each.assign().run().job())
                .containsExactlyElementsOf(jobs.stream().map(TestingJob::key).toList());
    }

    @Test
    void the_most_urgent_goes_first_when_a_place_is_free() {
        var urgent = TestingJob.named("urgent").guards(limits("db")).priority(9);
        node.create(urgent.draft());
        define("db", 1);
        ask(one, 3);
        ask(urgent, 1);

        worker.succeed(worker.only());

        assertThat(worker.received().getLast().assign().run().job()).isEqualTo(urgent.key());
    }

    @Test
    void a_run_gives_its_place_back_between_two_attempts() {
        define("db", 1);
        var retried = TestingJob.named("retried").guards(limits("db")).attempts(2, Duration.ofMinutes(1));
        node.create(retried.draft());
        ask(retried, 1);
        ask(one, 1);

        worker.fail(worker.only());

        assertThat(worker.holding()).hasSize(1);
        assertThat(worker.received().getLast().assign().run().job()).isEqualTo(one.key());
    }

    @Test
    void a_run_without_a_worker_holds_no_place() {
        node.declare("elsewhere");
        var stuck = TestingJob.named("stuck").app("elsewhere").priority(10).guards(limits("db"));
        node.create(stuck.draft());
        define("db", 1);
        ask(stuck, 5);

        ask(one, 1);

        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void a_run_needs_a_place_in_each_of_its_limits() {
        var both = TestingJob.named("both").guards(limits("db", "api"));
        define("db", 2);
        define("api", 1);
        node.create(both.draft());
        ask(both, 3);
        ask(one, 3);

        var first = worker.holding().stream()
                .map(run -> store.run(run).job().name().value())
                .toList();
        worker.succeed(worker.holding().getFirst());

        assertThat(first).containsExactly("both", "one");
        assertThat(worker.holding()).hasSize(2);
    }

    @Test
    void a_limit_of_another_namespace_is_another_limit() {
        var elsewhere = TestingJob.named("b", "one").guards(limits("db"));
        var unlimited = new LimitSpec(Optional.of(1_000), Optional.empty(), Optional.empty());
        node.put(new ResourceDraft(ResourceKey.of(ResourceKind.LIMIT, "b", "db"), Map.of(), unlimited));
        node.create(elsewhere.draft());
        define("db", 1);
        ask(one, 2);

        ask(elsewhere, 5);

        assertThat(worker.holding()).hasSize(6);
    }

    @Test
    void raising_a_limit_lets_more_go_at_once_and_lowering_it_stops_nobody() {
        define("db", 1);
        ask(one, 6);

        define("db", 4);
        var raised = worker.holding();
        define("db", 1);
        worker.succeed(raised.getFirst());

        assertThat(raised).hasSize(4);
        assertThat(worker.holding()).hasSize(3);
    }

    @Test
    void a_limit_that_says_nothing_of_how_many_at_once_holds_nobody_back_by_that() {
        define("db", 1);
        ask(one, 6);

        define(
                "db",
                new LimitSpec(
                        Optional.empty(), Optional.of(new RateLimit(1_000, Duration.ofSeconds(1))), Optional.empty()));

        assertThat(worker.holding()).hasSize(6);
    }

    @Test
    void a_limit_can_have_a_rate() {
        define(
                "db",
                new LimitSpec(
                        Optional.empty(), Optional.of(new RateLimit(2, Duration.ofSeconds(1))), Optional.empty()));
        ask(one, 2);
        ask(other, 2);
        var first = worker.holding();

        node.advance(Duration.ofSeconds(1));

        assertThat(first).hasSize(2);
        assertThat(worker.holding()).hasSize(4);
    }

    @Test
    void a_limit_can_have_a_breaker_which_all_of_its_jobs_open_together() {
        define(
                "db",
                new LimitSpec(
                        Optional.empty(), Optional.empty(), Optional.of(new Breaker(1, 2, Duration.ofSeconds(30)))));
        worker.fail(node.trigger(one.key()).id());
        worker.fail(node.trigger(other.key()).id());

        ask(one, 1);
        ask(other, 1);
        var whileOpen = worker.holding();
        node.advance(Duration.ofSeconds(30));

        assertThat(whileOpen).isEmpty();
        assertThat(worker.holding()).hasSize(1);
        assertThat(node.notes(Note.BreakerMoved.class))
                .extracting(Note.BreakerMoved::of)
                .containsOnly(new Guarded.ByLimit(Namespace.DEFAULT, new LimitName("db")));
    }

    @Test
    void after_a_take_over_what_workers_still_have_counts_also_beyond_the_limit() {
        define("db", 3);
        ask(one, 5);
        node.crash();
        node.start();
        define("db", 2);

        worker.join();
        node.advance(Duration.ofSeconds(3));
        worker.succeed(worker.holding().getFirst());
        var stillFull = worker.holding();
        worker.succeed(worker.holding().getFirst());

        assertThat(stillFull).hasSize(2);
        assertThat(worker.holding()).hasSize(2);
    }

    @Test
    void a_take_over_keeps_the_limit_and_lets_its_rate_begin_empty() {
        define(
                "db",
                new LimitSpec(
                        Optional.empty(), Optional.of(new RateLimit(2, Duration.ofSeconds(10))), Optional.empty()));
        node.crash();
        node.start();
        worker.restart();

        ask(one, 2);
        var atOnce = worker.holding();
        node.advance(Duration.ofSeconds(5));

        assertThat(atOnce).isEmpty();
        assertThat(worker.holding()).hasSize(1);
    }

    @Test
    void while_nobody_knows_what_workers_have_nothing_new_goes() {
        define("db", 2);
        ask(one, 2);
        node.crash();
        node.start();
        node.worker("w2", "dev", 100).join();

        ask(other, 2);

        assertThat(node.notes(Note.RunHandedOut.class)).hasSize(2);
    }

    @Test
    void a_partition_that_is_lost_takes_its_places_with_it() {
        define("db", 1);
        ask(one, 1);
        store.steal(new Partition(0));
        worker.begin(worker.only());
        node.advance(Duration.ofSeconds(5));

        assertThat(node.core().ownedPartitions()).isZero();
        assertThat(node.core()
                        .gates()
                        .of(new Guarded.ByLimit(Namespace.DEFAULT, new LimitName("db")))
                        .concurrency()
                        .holding())
                .isZero();
    }

    private void define(String name, int concurrent) {
        node.put(TestingResource.limit(name, concurrent));
    }

    private void define(String name, LimitSpec spec) {
        node.put(TestingResource.limit(name, spec));
    }

    private void ask(TestingJob job, int times) {
        for (int i = 0; i < times; i++) {
            node.trigger(job.key());
        }
    }

    private static Guards limits(String... names) {
        return new Guards(Stream.of(names).map(LimitName::new).toList(), Optional.empty(), Optional.empty());
    }
}
