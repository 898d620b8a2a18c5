package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingResource;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.AppName;
import io.carillon.model.LimitName;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.Breaker;
import io.carillon.model.job.Guards;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.RateLimit;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Choice;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Why a run waits, and why its worker has it, with everything that a user needs to see. */
class ExplanationTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final RateLimit RATE = new RateLimit(1, Duration.ofSeconds(10));

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_run_that_is_not_due_says_when_it_is() {
        node.create(job.draft());

        var run = node.trigger(job.key(), START.plusSeconds(5));

        assertThat(why(run)).isEqualTo(new Waiting.NotDue(START.plusSeconds(5)));
    }

    @Test
    void a_run_that_rests_says_until_when() {
        node.create(job.attempts(2, Duration.ofSeconds(30)).draft());
        var worker = node.worker("w1", "dev", 1).join();
        var run = node.trigger(job.key());

        worker.fail(run.id());

        assertThat(why(run)).isEqualTo(new Waiting.RetryPause(START.plusSeconds(30)));
    }

    @Test
    void a_run_in_the_queue_says_who_is_before_it() {
        node.create(job.overlap(new Overlap(Overlap.Policy.QUEUE, 2)).draft());
        node.worker("w1", "dev", 10).join();
        var first = node.trigger(job.key());
        var second = node.trigger(job.key());
        node.trigger(job.key());

        var last = node.trigger(job.key());

        assertThat(why(last)).isEqualTo(new Waiting.EarlierRuns(2, 2, List.of(first.id(), second.id()), 1));
    }

    @Test
    void however_many_are_in_its_way_a_run_names_ten() {
        node.create(job.overlap(new Overlap(Overlap.Policy.QUEUE, 50)).draft());
        node.worker("w1", "dev", 100).join();
        for (int i = 0; i < 50; i++) {
            node.trigger(job.key());
        }

        var last = node.trigger(job.key());

        assertThat(why(last))
                .isInstanceOfSatisfying(
                        Waiting.EarlierRuns.class,
                        others -> assertThat(others.runs()).hasSize(10));
    }

    @Test
    void a_run_that_may_be_on_a_worker_says_how_long_that_is_waited_for() {
        node.create(job.draft());
        var run = node.trigger(job.key());
        node.crash();

        node.start();

        assertThat(why(run)).isEqualTo(new Waiting.Recovery(START.plusSeconds(2)));
    }

    @Test
    void a_run_that_a_limit_holds_back_says_which_and_who_holds_it() {
        define(new LimitSpec(Optional.of(1), Optional.empty(), Optional.empty()));
        node.create(job.guards(limited()).draft());
        node.worker("w1", "dev", 10).join();
        var first = node.trigger(job.key());

        var second = node.trigger(job.key());

        assertThat(why(second)).isEqualTo(new Waiting.LimitReached(new LimitName("db"), 1, 1, List.of(first.id())));
    }

    @Test
    void a_run_that_a_rate_holds_back_says_when_the_next_may_go() {
        node.create(job.guards(new Guards(List.of(), Optional.of(RATE), Optional.empty()))
                .draft());
        node.worker("w1", "dev", 10).join();
        node.trigger(job.key());
        node.advance(Duration.ofSeconds(4));

        var second = node.trigger(job.key());

        assertThat(why(second))
                .isEqualTo(new Waiting.RateReached(new Guarded.ByJob(job.key()), RATE, START.plusSeconds(10)));
    }

    @Test
    void a_run_that_a_breaker_holds_back_says_what_opened_it_and_then_whose_attempt_decides() {
        var breaker = new Breaker(0.5, 2, Duration.ofSeconds(30));
        node.create(job.guards(new Guards(List.of(), Optional.empty(), Optional.of(breaker)))
                .draft());
        var worker = node.worker("w1", "dev", 10).join();
        worker.fail(node.trigger(job.key()).id());
        var trial = node.trigger(job.key());
        var held = node.trigger(job.key());
        var byJob = new Guarded.ByJob(job.key());

        var open = why(held);
        node.advance(Duration.ofSeconds(30));

        assertThat(open).isEqualTo(new Waiting.BreakerOpen(byJob, START.plusSeconds(30), 1, 2));
        assertThat(why(held)).isEqualTo(new Waiting.BreakerTrying(byJob, trial.id()));
    }

    @Test
    void a_run_without_a_suitable_worker_says_what_the_connected_ones_have() {
        node.create(job.handler("close")
                .routing(Routing.Strategy.LEAST_LOADED, Map.of("zone", "a", "disk", "ssd"))
                .draft());
        var run = node.trigger(job.key());

        var without = why(run);
        node.worker("w1", "dev", 1).capable("handler:open").join();
        var incapable = why(run);
        node.worker("w2", "dev", 2)
                .capable("handler:close")
                .labelled(Map.of("zone", "b"))
                .join();
        var nearest = node.worker("w3", "dev", 2)
                .capable("handler:close")
                .labelled(Map.of("zone", "a"))
                .join();

        assertThat(without).isEqualTo(new Waiting.NoWorker(new AppName("dev")));
        assertThat(incapable)
                .isEqualTo(
                        new Waiting.NoCapableWorker(new AppName("dev"), "handler:close", 1, List.of("handler:open")));
        assertThat(why(run))
                .isEqualTo(new Waiting.NoMatchingLabels(
                        Affinity.to(Map.of("zone", "a", "disk", "ssd")),
                        2,
                        nearest.id(),
                        Map.of("disk", "ssd"),
                        Map.of()));
    }

    @Test
    void a_run_whose_workers_are_busy_says_how_many_slots_that_are() {
        node.create(job.draft());
        node.worker("w1", "dev", 1).join();
        node.worker("w2", "dev", 2).join();
        for (int i = 0; i < 3; i++) {
            node.trigger(job.key());
        }

        var run = node.trigger(job.key());

        assertThat(why(run)).isEqualTo(new Waiting.NoFreeSlot(2, 3));
    }

    @Test
    void a_run_that_was_sent_waits_for_its_worker_to_begin_and_then_for_nothing() {
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1).join();
        var run = node.trigger(job.key());

        var sent = why(run);
        worker.begin(run.id());

        assertThat(sent).isEqualTo(new Waiting.WorkerToBegin(worker.id(), START));
        assertThat(why(run)).isEqualTo(new Waiting.Nothing());
    }

    @Test
    void an_attempt_says_how_its_worker_was_chosen() {
        node.create(job.draft());
        node.worker("w1", "dev", 2).join();
        var large = node.worker("w2", "dev", 5).join();
        node.worker("w3", "dev", 50).capable("shell").join();
        var run = node.trigger(job.key());

        large.succeed(run.id());

        assertThat(store.run(run.id()).state())
                .isInstanceOfSatisfying(
                        RunState.Succeeded.class,
                        done -> assertThat(done.attempt())
                                .extracting(Attempt::choice)
                                .isEqualTo(new Choice(Routing.Strategy.LEAST_LOADED, 2, 5)));
    }

    private Waiting why(Run run) {
        return node.explain(run.id());
    }

    private void define(LimitSpec spec) {
        node.put(TestingResource.limit("db", spec));
    }

    private static Guards limited() {
        return new Guards(List.of(new LimitName("db")), Optional.empty(), Optional.empty());
    }
}
