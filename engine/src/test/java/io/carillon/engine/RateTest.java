package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.NodeId;
import io.carillon.model.job.Guards;
import io.carillon.model.job.RateLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many of a job's runs may go in a stretch of time. */
class RateTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final TestingJob job = TestingJob.named("asked");
    private final TestingWorker worker =
            node.worker("w1", "dev", 10_000).eager().join();

    @Test
    void as_many_as_the_rate_allows_go_at_once_and_the_next_when_the_stretch_is_over() {
        node.create(rate(3, Duration.ofSeconds(10)).draft());

        ask(7);
        node.advance(Duration.ofSeconds(25));

        assertThat(times())
                .containsExactly(
                        START,
                        START,
                        START,
                        START.plusSeconds(10),
                        START.plusSeconds(10),
                        START.plusSeconds(10),
                        START.plusSeconds(20));
    }

    @Test
    void the_stretch_is_counted_from_each_hand_out() {
        node.create(rate(2, Duration.ofSeconds(10)).draft());
        ask(1);
        node.advance(Duration.ofSeconds(4));
        ask(3);

        node.advance(Duration.ofSeconds(20));

        assertThat(times()).containsExactly(START, START.plusSeconds(4), START.plusSeconds(10), START.plusSeconds(14));
    }

    @Test
    void a_stretch_that_is_no_whole_number_of_milliseconds_is_not_cut_short() {
        node.create(rate(1, Duration.ofNanos(100_900_000)).draft());

        ask(2);
        node.advance(Duration.ofSeconds(1));

        assertThat(times()).containsExactly(START, START.plusMillis(101));
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "7, 1000", "50, 3333", "1000, 60000", "2500, 5000"})
    void no_stretch_of_time_ever_holds_more_than_the_rate_allows(int max, long millis) {
        var per = Duration.ofMillis(millis);
        node.create(rate(max, per).draft());
        var random = new Random(max * 31L + millis);

        for (int i = 0; i < 60; i++) {
            ask(random.nextInt(max / 2 + 2));
            node.advance(per.dividedBy(7).plusNanos(random.nextInt(3_000_000)));
        }
        node.advance(per.multipliedBy(40));

        assertThat(worker.received()).hasSize(store.runs().size());
        assertThat(most(times(), per)).isLessThanOrEqualTo(max);
    }

    @Test
    void what_the_rate_allows_is_also_given() {
        node.create(rate(2_000, Duration.ofSeconds(2)).draft());

        ask(10_000);
        node.advance(Duration.ofMillis(8_020));

        assertThat(worker.received()).hasSize(10_000);
    }

    @Test
    void a_crash_does_not_let_the_rate_begin_anew() {
        node.create(rate(10, Duration.ofSeconds(10)).draft());
        ask(10);
        for (int crash = 0; crash < 5; crash++) {
            node.crash();
            node.start();
            worker.restart();
            ask(10);
            node.advance(Duration.ofSeconds(3));
        }

        assertThat(worker.received().size()).isLessThanOrEqualTo(10 + 5 * 3);
    }

    @Test
    void after_a_take_over_runs_go_as_steadily_as_the_rate_allows() {
        node.create(rate(4, Duration.ofSeconds(8)).draft());
        node.crash();
        node.start();
        worker.restart();
        var again = clock.instant();

        ask(6);
        node.advance(Duration.ofSeconds(20));

        assertThat(times())
                .containsExactly(
                        again.plusSeconds(2),
                        again.plusSeconds(4),
                        again.plusSeconds(6),
                        again.plusSeconds(8),
                        again.plusSeconds(10),
                        again.plusSeconds(12));
    }

    @Test
    void retries_count_like_first_attempts() {
        var slow = node.worker("w2", "dev", 5).capable("handler:slow").join();
        node.create(rate(1, Duration.ofSeconds(10))
                .handler("slow")
                .attempts(3, Duration.ofSeconds(1))
                .draft());
        var run = node.trigger(job.key());
        slow.fail(run.id());

        node.advance(Duration.ofSeconds(9));
        var early = slow.received();
        node.advance(Duration.ofSeconds(1));

        assertThat(early).hasSize(1);
        assertThat(slow.received()).hasSize(2);
    }

    @Test
    void a_run_that_the_rate_holds_back_is_not_looked_at_before_it_may_go() {
        node.create(rate(1, Duration.ofHours(1)).draft());
        ask(1_000);
        node.advance(Duration.ofMinutes(1));
        int before = node.steps();

        node.advance(Duration.ofMinutes(50));

        assertThat(node.steps() - before).isLessThan(1_000);
        assertThat(worker.received()).hasSize(1);
    }

    @Test
    void an_edit_of_the_rate_takes_effect_at_once_and_counts_what_went_before() {
        node.create(rate(1, Duration.ofSeconds(60)).draft());
        ask(5);
        node.advance(Duration.ofSeconds(1));

        node.replace(rate(3, Duration.ofSeconds(60)).draft());

        assertThat(worker.received()).hasSize(3);
    }

    @Test
    void an_edit_that_takes_the_rate_away_lets_everything_go() {
        node.create(rate(1, Duration.ofSeconds(60)).draft());
        ask(5);

        node.replace(TestingJob.named("asked").draft());

        assertThat(worker.received()).hasSize(5);
    }

    @Test
    void other_jobs_are_not_held_up() {
        var other = TestingJob.named("other");
        node.create(rate(1, Duration.ofSeconds(60)).priority(10).draft());
        node.create(other.draft());
        ask(5);

        node.trigger(other.key());

        assertThat(worker.received())
                .extracting(each -> each.assign().run().job())
                .containsExactly(job.key(), other.key());
    }

    @Test
    void what_is_left_of_a_deleted_job_keeps_its_rate_though_memory_had_forgotten_the_job() {
        var small = new TestingNode(store, clock, new NodeId("small"), 1, BacklogTest.withMemory(200));
        node.crash();
        small.start();
        small.create(rate(5, Duration.ofMinutes(1)).draft());
        var taker = small.worker("w2", "dev", 100).eager().join();
        trigger(small, 5);
        fill(small);
        trigger(small, 20);
        boolean inMemory =
                small.core().runs().stream().anyMatch(run -> run.run().job().equals(job.key()));

        small.delete(job.key());
        for (int app = 0; app < 40; app++) {
            small.worker("of-" + app, "app" + app, 100).eager().join();
        }
        small.advance(Duration.ofMinutes(8));

        var times = taker.received().stream().map(TestingWorker.Received::at).toList();
        assertThat(inMemory).isFalse();
        assertThat(times).hasSize(25);
        assertThat(most(times, Duration.ofMinutes(1))).isEqualTo(5);
    }

    /** Many tenants with apps without workers, so that no share but memory itself is what is used up. */
    private static void fill(TestingNode full) {
        for (int i = 0; i < 800; i++) {
            full.declare("app" + i / 20);
            var stuck = TestingJob.named("n" + i / 20, "stuck-" + i).app("app" + i / 20);
            full.create(stuck.draft());
            full.trigger(stuck.key());
        }
    }

    private void trigger(TestingNode on, int times) {
        for (int i = 0; i < times; i++) {
            on.trigger(job.key());
        }
    }

    private TestingJob rate(int max, Duration per) {
        return job.guards(new Guards(List.of(), Optional.of(new RateLimit(max, per)), Optional.empty()));
    }

    private void ask(int times) {
        trigger(node, times);
    }

    private List<Instant> times() {
        return worker.received().stream().map(TestingWorker.Received::at).toList();
    }

    /** The most that any stretch of a length holds, its end left out. */
    private static int most(List<Instant> times, Duration per) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < times.size(); i++) {
            while (!times.get(first).plus(per).isAfter(times.get(i))) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }
}
