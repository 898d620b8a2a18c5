package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When fires are recorded, and when they are handed out. */
class PlanningTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);

    @Test
    void a_fire_is_recorded_before_it_is_due_in_the_batch_that_moves_the_watermark() {
        var job = TestingJob.named("minutely").cron("0 * * * * ?");
        node.create(job.draft());

        node.advance(Duration.ofSeconds(56));

        var fire = START.plusSeconds(60);
        var batch = store.batches().stream()
                .filter(each -> each.writes().stream()
                        .anyMatch(write -> write instanceof Write.InsertRun insert
                                && insert.run().scheduledAt().equals(fire)))
                .findFirst()
                .orElseThrow();
        assertThat(batch.writes())
                .anyMatch(write -> write instanceof Write.MovePartition move
                        && !move.watermark().isBefore(fire)
                        && move.lastId() > 0);
        assertThat(Fires.ofJob(store, job.key())).hasSize(1).allMatch(run -> run.state() instanceof RunState.Pending);
    }

    @Test
    void no_fire_is_recorded_before_it_enters_the_horizon() {
        var job = TestingJob.named("minutely").cron("0 * * * * ?");
        node.create(job.draft());

        node.advance(Duration.ofSeconds(54));

        assertThat(Fires.ofJob(store, job.key())).isEmpty();
    }

    @Test
    void every_fire_is_handed_out_at_its_instant_and_none_early() {
        var job = TestingJob.named("busy").cron("*/7 * * * * ?");
        var worker = node.worker("w1", "dev", 10).eager().join();
        node.create(job.draft());

        node.advance(Duration.ofMinutes(5));

        var expected = Fires.expected(START, START.plus(Duration.ofMinutes(5)), second -> second % 60 % 7 == 0);
        assertThat(worker.received())
                .extracting(received -> received.assign().run().scheduledAt())
                .containsExactlyElementsOf(expected);
        assertThat(worker.received())
                .allSatisfy(each ->
                        assertThat(each.at()).isEqualTo(each.assign().run().dueAt()));
    }

    @Test
    void a_fire_between_two_milliseconds_is_handed_out_in_the_later_one() {
        var at = START.plusSeconds(20).plusNanos(400_000);
        var worker = node.worker("w1", "dev", 1).eager().join();
        node.create(TestingJob.named("odd").at(at).draft());

        node.advance(Duration.ofMinutes(1));

        assertThat(worker.received())
                .singleElement()
                .satisfies(each ->
                        assertThat(each.at()).isEqualTo(START.plusSeconds(20).plusMillis(1)));
    }

    @Test
    void a_run_is_never_handed_out_before_its_insert_is_committed() {
        var job = TestingJob.named("asked");
        var worker = node.worker("w1", "dev", 1).join();
        node.create(job.draft());

        node.holdCommits();
        var asked = node.send(new Command.TriggerJob(job.key(), Json.Obj.EMPTY, null, null, null));
        node.advance(Duration.ofSeconds(10));

        assertThat(worker.received()).isEmpty();
        assertThat(node.reply(asked)).isEmpty();

        node.releaseCommits();

        assertThat(worker.received()).hasSize(1);
        assertThat(node.reply(asked)).containsInstanceOf(Reply.RunMade.class);
    }

    @Test
    void a_request_for_the_far_future_is_kept_in_the_store_and_runs_at_its_instant() {
        var job = TestingJob.named("asked");
        var worker = node.worker("w1", "dev", 1).eager().join();
        node.create(job.draft());

        var run = node.trigger(job.key(), START.plus(Duration.ofHours(3)));
        var inMemory = node.core().liveRuns();
        node.advance(Duration.ofHours(4));

        assertThat(inMemory).isZero();
        assertThat(worker.received())
                .singleElement()
                .satisfies(each -> assertThat(each.at()).isEqualTo(START.plus(Duration.ofHours(3))));
        assertThat(store.run(run.id()).state()).isInstanceOf(RunState.Succeeded.class);
    }

    @Test
    void an_instant_in_the_past_runs_at_once() {
        var job = TestingJob.named("asked");
        var worker = node.worker("w1", "dev", 1).join();
        node.create(job.draft());

        node.trigger(job.key(), START.minus(Duration.ofDays(400)));

        assertThat(worker.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_fire_that_was_cancelled_ahead_is_not_recorded_again_by_an_edit(boolean crash) {
        var job = TestingJob.named("minutely").cron("0 * * * * ?");
        node.create(job.draft());
        node.advance(Duration.ofSeconds(56));
        node.cancel(Fires.ofJob(store, job.key()).getFirst().id());
        if (crash) {
            node.crash();
            node.start();
        }

        node.replace(job.priority(7).draft());
        node.pause(job.key());
        node.resume(job.key());
        node.advance(Duration.ofMinutes(2));

        assertThat(Fires.recorded(store, job.key(), clock.instant()))
                .containsExactly(START.plusSeconds(60), START.plusSeconds(120));
    }

    @Test
    void a_fire_that_was_cancelled_ahead_in_the_store_is_not_recorded_again_by_an_edit() {
        var small = new TestingNode(store, clock, new NodeId("small"), 1, BacklogTest.withMemory(1)).start();
        var other = TestingJob.named("other").cron("59 * * * * ?");
        var job = TestingJob.named("minutely").cron("0 * * * * ?");
        small.create(other.draft());
        small.create(job.draft());
        small.advance(Duration.ofSeconds(56));
        small.cancel(Fires.ofJob(store, job.key()).getFirst().id());

        small.replace(job.priority(7).draft());
        small.advance(Duration.ofMinutes(1));

        assertThat(Fires.recorded(store, job.key(), clock.instant())).containsExactly(START.plusSeconds(60));
    }

    @Test
    void a_herd_is_recorded_over_the_minute_before_it_and_loses_nobody() {
        var partitions = 50;
        var wide = new TestingNode(store, clock, new NodeId("wide"), partitions, Settings.DEFAULT)
                .start()
                .declare("dev");
        for (int i = 0; i < 5_000; i++) {
            wide.create(TestingJob.named("job-" + i).cron("0 5 0 * * ?").draft());
        }
        var herd = START.plus(Duration.ofMinutes(5));
        var largest = new AtomicInteger();

        for (int i = 0; i < 600; i++) {
            int before = recorded(herd);
            wide.advance(Duration.ofMillis(500));
            largest.accumulateAndGet(recorded(herd) - before, Math::max);
        }

        assertThat(recorded(herd)).isEqualTo(5_000);
        assertThat(largest).hasValueBetween(5_000 / 120, 5_000 / partitions + 5_000 / 100);
    }

    @Test
    void a_node_that_dies_while_it_records_a_herd_leaves_none_out_and_none_twice() {
        var wide = new TestingNode(store, clock, new NodeId("wide"), 20, Settings.DEFAULT)
                .start()
                .declare("dev");
        for (int i = 0; i < 3_000; i++) {
            wide.create(TestingJob.named("job-" + i).cron("0 5 0 * * ?").draft());
        }
        var herd = START.plus(Duration.ofMinutes(5));
        wide.advance(Duration.ofSeconds(243));
        var half = recorded(herd);

        wide.crash();
        wide.start();
        wide.advance(Duration.ofSeconds(57));

        assertThat(half).isBetween(1, 2_999);
        assertThat(store.runs()).extracting(Run::job).doesNotHaveDuplicates();
        assertThat(recorded(herd)).isEqualTo(3_000);
    }

    private int recorded(Instant fire) {
        return (int) store.runs().stream()
                .filter(run -> run.scheduledAt().equals(fire))
                .count();
    }

    @Test
    void a_delay_counts_from_the_end_of_the_run_before() {
        var job = TestingJob.named("paced").delay(Duration.ofSeconds(10));
        var worker = node.worker("w1", "dev", 5).join();
        node.create(job.draft());

        node.advance(Duration.ofSeconds(25));
        worker.succeed(worker.only());
        node.advance(Duration.ofSeconds(60));
        worker.succeed(worker.only());
        node.advance(Duration.ofSeconds(9));

        assertThat(worker.received())
                .extracting(TestingWorker.Received::at)
                .containsExactly(START.plusSeconds(10), START.plusSeconds(35));
        assertThat(worker.holding()).isEmpty();
    }

    @Test
    void an_idle_node_with_one_daily_job_takes_few_steps() {
        node.create(TestingJob.named("daily").cron("0 0 12 * * ?").draft());
        node.advance(Duration.ofMinutes(1));
        var before = node.steps();
        var commits = node.commits();

        node.advance(Duration.ofHours(1));

        // A read of what comes due, every half of the span that is held in memory: a tick and its answer.
        assertThat(node.steps() - before).isLessThan(2 * 3600 / 7 + 10);
        assertThat(node.commits()).isEqualTo(commits);
    }

    @Test
    void a_node_that_owns_nothing_sleeps_for_ever() {
        var idle = new TestingNode(new TestingStore(clock), clock, 0, Settings.DEFAULT).start();

        assertThat(idle.wakeUp()).isEmpty();
    }

    @Test
    void a_clock_that_steps_back_makes_nothing_early_and_nothing_twice() {
        var job = TestingJob.named("busy").cron("*/5 * * * * ?");
        var worker = node.worker("w1", "dev", 10).eager().join();
        node.create(job.draft());
        node.advance(Duration.ofSeconds(61));

        clock.turn(Duration.ofSeconds(-40));
        node.deliver(new Event.Tick());
        node.advance(Duration.ofSeconds(100));

        var expected = Fires.expected(START, START.plusSeconds(121), second -> second % 5 == 0);
        assertThat(worker.received())
                .extracting(received -> received.assign().run().scheduledAt())
                .containsExactlyElementsOf(expected);
        assertThat(worker.received())
                .allMatch(each -> !each.at().isBefore(each.assign().run().dueAt())
                        || each.assign().run().dueAt().isBefore(START.plusSeconds(61)));
    }

    @Test
    void a_delay_that_is_paused_and_resumed_while_it_runs_has_one_run_at_a_time() {
        var job = TestingJob.named("paced").delay(Duration.ofSeconds(10));
        var worker = node.worker("w1", "dev", 5).join();
        node.create(job.draft());
        node.advance(Duration.ofSeconds(11));

        node.pause(job.key());
        node.resume(job.key());
        node.advance(Duration.ofSeconds(5));
        worker.succeed(worker.only());
        node.advance(Duration.ofSeconds(60));

        assertThat(worker.received())
                .extracting(TestingWorker.Received::at)
                .containsExactly(START.plusSeconds(10), START.plusSeconds(26));
    }

    @Test
    void a_delay_that_is_resumed_after_its_run_has_ended_goes_on() {
        var job = TestingJob.named("paced").delay(Duration.ofSeconds(10));
        var worker = node.worker("w1", "dev", 5).join();
        node.create(job.draft());
        node.advance(Duration.ofSeconds(11));

        node.pause(job.key());
        worker.succeed(worker.only());
        node.advance(Duration.ofSeconds(60));
        node.resume(job.key());
        node.advance(Duration.ofSeconds(30));

        assertThat(worker.received())
                .extracting(TestingWorker.Received::at)
                .containsExactly(START.plusSeconds(10), START.plusSeconds(81));
    }
}
