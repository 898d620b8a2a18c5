package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.Epoch;
import io.carillon.model.JobKey;
import io.carillon.model.Namespace;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.job.JobDraft;
import io.carillon.model.job.Overlap;
import io.carillon.model.job.Priority;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** More runs than memory may hold. */
class BacklogTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final int MEMORY = 200;

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node =
            new TestingNode(store, clock, 1, withMemory(MEMORY)).start().declare("dev");
    private final TestingJob job = TestingJob.named("asked");

    @Test
    void a_backlog_that_is_found_at_a_take_over_stays_in_the_store_and_is_all_processed() {
        var big = new TestingNode(store, clock, 1, Settings.DEFAULT);
        node.create(job.draft());
        node.crash();
        big.start();
        for (int i = 0; i < 12_000; i++) {
            big.trigger(job.key());
        }
        big.crash();
        clock.turn(Duration.ofSeconds(1));

        node.start();
        var inMemory = node.core().liveRuns();
        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(inMemory).isLessThanOrEqualTo(MEMORY);
        assertThat(worker.received()).hasSize(12_000);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    static Settings withMemory(int maxLiveRuns) {
        var usual = Settings.DEFAULT;
        return new Settings(
                usual.horizon(),
                usual.planEvery(),
                usual.loadAhead(),
                maxLiveRuns,
                usual.lazyWriteAfter(),
                usual.misfireAfter(),
                usual.recoveryGrace(),
                usual.workerGrace(),
                usual.stopGrace(),
                usual.commitRetry(),
                usual.keepHouseEvery(),
                usual.retained(),
                usual.lanes());
    }

    @Test
    void a_flood_of_requests_stays_in_the_store_and_is_all_processed() {
        node.create(job.draft());
        int most = 0;
        for (int i = 0; i < 3_000; i++) {
            node.trigger(job.key());
            most = Math.max(most, node.core().liveRuns());
        }

        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(most).isLessThanOrEqualTo(MEMORY);
        assertThat(worker.received()).hasSize(3_000);
        assertThat(worker.received()).extracting(TestingWorker.Received::run).doesNotHaveDuplicates();
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_flood_that_is_recorded_while_the_store_is_being_read_is_all_processed() {
        node.create(job.draft());
        node.crash();
        node.holdLoads();
        node.start();
        for (int i = 0; i < 1_000; i++) {
            node.trigger(job.key());
        }

        node.releaseLoads();
        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(worker.received()).hasSize(1_000);
        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
    }

    @Test
    void a_claim_is_heard_as_soon_as_its_run_is_loaded_however_much_comes_after_it() {
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1).join();
        var held = node.trigger(job.key());
        for (int i = 0; i < 6_000; i++) {
            node.trigger(job.key());
        }
        node.crash();
        node.holdLoads();
        node.start();

        worker.join();
        node.releaseLoads();
        node.advance(Duration.ofSeconds(10));

        assertThat(worker.holding()).containsExactly(held.id());
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void a_job_whose_runs_nobody_can_take_keeps_nobody_else_out() {
        node.create(job.handler("nobody-has-it").draft());
        var other = TestingJob.named("other");
        node.create(other.draft());
        var worker = node.worker("w1", "dev", 1).join();

        for (int i = 0; i < 3_000; i++) {
            node.trigger(job.key());
        }
        var free = node.trigger(other.key());

        assertThat(worker.only()).isEqualTo(free.id());
        assertThat(node.core().parkedJobs()).isOne();
        assertThat(node.notes(Note.JobParked.class))
                .containsExactly(new Note.JobParked(TestingJob.named("asked").key(), Band.NORMAL));
    }

    @Test
    void apps_without_workers_leave_room_for_every_other_app() {
        for (String app : List.of("dead1", "dead2", "dead3", "dead4", "dead5")) {
            node.declare(app);
            for (int i = 0; i < 20; i++) {
                var each = TestingJob.named(app + "-" + i).app(app);
                node.create(each.draft());
                for (int j = 0; j < 10; j++) {
                    node.trigger(each.key());
                }
            }
        }
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1).join();

        var run = node.trigger(job.key());

        assertThat(worker.only()).isEqualTo(run.id());
        assertThat(node.core().liveRuns()).isLessThanOrEqualTo(MEMORY);
    }

    @Test
    void what_waited_in_the_store_is_done_in_its_order_once_somebody_can() {
        node.create(job.overlap(Overlap.QUEUE).draft());
        var asked = new ArrayList<RunId>();
        for (int i = 0; i < 500; i++) {
            asked.add(node.trigger(job.key()).id());
            node.advance(Duration.ofMillis(1));
        }

        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(60));

        assertThat(worker.received()).extracting(TestingWorker.Received::run).containsExactlyElementsOf(asked);
        assertThat(node.core().parkedJobs()).isZero();
        assertThat(node.notes(Note.JobUnparked.class)).isNotEmpty();
    }

    @Test
    void an_urgent_run_of_a_job_goes_ahead_of_its_backlog() {
        node.create(job.draft());
        for (int i = 0; i < 1_000; i++) {
            node.trigger(job.key());
        }

        var urgent = node.trigger(job.key(), null, new Priority(10));
        var worker = node.worker("w1", "dev", 1).join();

        assertThat(worker.only()).isEqualTo(urgent.id());
    }

    @Test
    void low_priorities_wait_in_the_store_while_high_ones_go_on() {
        floodWith(2, 40);
        floodWith(5, 40);

        var low = node.trigger(saved("late-low", 2).key());
        var normal = node.trigger(saved("late-normal", 5).key());
        var high = node.trigger(saved("late-high", 9).key());

        assertThat(explained(low)).isEqualTo("run-not-live");
        assertThat(explained(normal)).isEqualTo("run-not-live");
        assertThat(explained(high)).isEqualTo("NoWorker");
        assertThat(node.notes(Note.BandShed.class))
                .extracting(Note.BandShed::band)
                .contains(Band.LOW, Band.NORMAL);
        assertThat(node.core().isShed(Band.HIGH)).isFalse();

        node.worker("w1", "dev", 50).eager().join();
        for (int i = 0; i < 40; i++) {
            node.worker("w2-" + i, "app" + i, 50).eager().join();
        }
        node.advance(Duration.ofSeconds(60));

        assertThat(store.runs()).allMatch(run -> run.state() instanceof RunState.Succeeded);
        assertThat(node.core().isShed(Band.LOW)).isFalse();
        assertThat(node.core().isShed(Band.NORMAL)).isFalse();
    }

    @Test
    void what_a_worker_holds_is_heard_however_far_behind_a_backlog_it_stands() {
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1);
        node.trigger(job.key());
        fillStore(2_000);
        var held = node.trigger(job.key());
        node.crash();
        node.start();

        worker.joinHolding(List.of(new HeldAttempt(held.id(), new Token(new Epoch(1), 1), clock.instant())));
        node.advance(Duration.ofSeconds(1));
        worker.report(List.of(new Report.Succeeded(held.id(), new Token(new Epoch(1), 1), Duration.ZERO, null)));

        assertThat(store.run(held.id()).state()).isInstanceOf(RunState.Succeeded.class);
        assertThat(worker.acknowledgements()).hasSize(1);
        assertThat(worker.stops()).isEmpty();
    }

    @Test
    void a_result_of_a_run_that_has_ended_is_acknowledged_however_long_the_backlog_is() {
        node.create(job.draft());
        var worker = node.worker("w1", "dev", 1).join();
        var ended = node.trigger(job.key());
        var token = worker.token(ended.id());
        worker.succeed(ended.id());
        worker.leave();
        fillStore(2_000);
        node.crash();
        node.start();

        worker.forgetEverything();
        worker.joinHolding(List.of());
        worker.report(List.of(new Report.Succeeded(ended.id(), token, Duration.ZERO, null)));

        assertThat(worker.acknowledgements())
                .last()
                .satisfies(ack -> assertThat(ack.accepted()).isFalse());
    }

    @Test
    void a_begun_run_far_behind_a_backlog_is_stopped_when_it_is_cancelled() {
        node.create(job.draft());
        fillStore(2_000);
        var far = node.trigger(job.key());
        node.crash();
        clock.turn(Duration.ofSeconds(1));
        node.start();

        node.cancel(far.id());
        node.advance(Duration.ofSeconds(1));

        assertThat(store.run(far.id()).state()).isInstanceOf(RunState.Cancelled.class);
    }

    @Test
    void a_fixed_delay_goes_on_when_its_run_is_cancelled_in_the_store() {
        var paced = TestingJob.named("paced").delay(Duration.ofMinutes(30));
        node.create(paced.draft());
        var first = store.runs().getFirst();

        node.cancel(first.id());

        assertThat(store.run(first.id()).state()).isInstanceOf(RunState.Cancelled.class);
        assertThat(store.runs())
                .filteredOn(run -> run.state() instanceof RunState.Pending)
                .hasSize(1);
    }

    @Test
    void a_backlog_of_a_former_owner_waits_for_claims_once_and_not_with_every_slice() {
        node.create(job.draft());
        fillStore(2_000);
        node.crash();
        node.start();
        var worker = node.worker("w1", "dev", 50).eager().join();

        node.advance(Duration.ofSeconds(3));

        assertThat(worker.received()).hasSize(2_000);
    }

    @Test
    void the_backlog_of_a_deleted_job_is_done_and_then_forgotten() {
        node.create(job.draft());
        fillStore(1_000);
        node.delete(job.key());

        var worker = node.worker("w1", "dev", 50).eager().join();
        node.advance(Duration.ofSeconds(10));

        assertThat(worker.received()).hasSize(1_000);
        assertThat(node.core().parkedJobs()).isZero();
        assertThat(node.core().liveRuns()).isZero();
    }

    @Test
    void a_job_is_parked_no_longer_than_it_has_to_be_where_nobody_else_has_anything_and_the_store_is_slow() {
        node.create(job.draft());
        fillStore(300);
        var calm = saved("calm", 2);
        for (int i = 0; i < 300; i++) {
            node.trigger(calm.key());
        }
        int parked = node.core().parkedJobs();
        node.holdLoads();
        var worker = node.worker("w1", "dev", 50).eager().join();

        for (int i = 0; i < 200; i++) {
            node.advance(Duration.ofSeconds(1));
            node.heldLoads().stream()
                    .findFirst()
                    .map(Effect.Load::window)
                    .ifPresent(asked -> node.answerLoad(new Event.Loaded(asked, store.load(asked))));
        }
        node.advance(Duration.ofMinutes(10));

        assertThat(parked).isEqualTo(2);
        assertThat(worker.received()).hasSize(600);
        assertThat(node.core().parkedJobs()).isZero();
        assertThat(node.notes(Note.JobUnparked.class)).hasSize(2);
        assertThat(node.heldLoads()).isEmpty();
    }

    @Test
    void an_idle_node_reads_nothing_until_something_comes_within_reach() {
        node.create(job.draft());
        node.advance(Duration.ofMinutes(1));
        node.trigger(job.key(), clock.instant().plus(Duration.ofHours(3)));
        node.advance(Duration.ofMinutes(1));

        node.holdLoads();
        node.advance(Duration.ofHours(2));
        var reads = node.heldLoads();
        node.releaseLoads();
        var worker = node.worker("w1", "dev", 1).join();
        node.advance(Duration.ofHours(1));

        assertThat(reads).isEmpty();
        assertThat(worker.received()).hasSize(1);
        assertThat(worker.received().getFirst().at())
                .isEqualTo(worker.received().getFirst().assign().run().dueAt());
    }

    private void fillStore(int runs) {
        for (int i = 0; i < runs; i++) {
            node.trigger(job.key());
        }
    }

    /** Many tenants with apps without workers, so that no share but memory itself is what is used up. */
    private void floodWith(int priority, int apps) {
        for (int i = 0; i < apps; i++) {
            node.declare("app" + i);
            for (int j = 0; j < 20; j++) {
                var draft = TestingJob.named("flood-" + priority + "-" + j)
                        .app("app" + i)
                        .priority(priority)
                        .draft();
                var key = new JobKey(new Namespace("n" + i), draft.key().name());
                node.create(new JobDraft(key, draft.labels(), draft.spec()));
                node.trigger(key);
            }
        }
    }

    private TestingJob saved(String name, int priority) {
        var each = TestingJob.named(name).priority(priority);
        node.create(each.draft());
        return each;
    }

    private String explained(Run run) {
        return switch (node.ask(new Command.ExplainRun(run.id()))) {
            case Reply.RunExplained live -> live.waiting().getClass().getSimpleName();
            case Reply.Refused refused -> refused.code();
            case Reply other -> throw new IllegalStateException("unexpected: " + other);
        };
    }
}
