package io.carillon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.model.run.RunStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeTest {

    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private final CarillonTest carillon = CarillonTest.startingAt(START);

    @AfterEach
    void close() {
        carillon.close();
    }

    record Nothing() {}

    @Test
    void a_fire_happens_at_its_instant_and_not_before() {
        carillon.handler("tick", Nothing.class, (params, run) -> null);
        carillon.job(Jobs.named("tick", "triggers: [{cron: '30 15 10 * * ?'}]"));

        carillon.advanceTo(Instant.parse("2027-01-01T10:15:29.999999Z"));
        boolean early = carillon.runs("tick").stream().anyMatch(run -> run.startedAt() != null);
        carillon.advance(Duration.ofNanos(1_000));

        assertThat(early).isFalse();
        assertThat(carillon.run("tick").expect(RunStatus.SUCCEEDED).startedAt()).isEqualTo("2027-01-01T10:15:30Z");
    }

    @Test
    void the_code_under_test_sees_the_time_of_the_test() {
        var seen = new ArrayList<Instant>();
        carillon.handler(
                "tick",
                Nothing.class,
                (params, run) -> seen.add(carillon.clock().instant()));
        carillon.job(Jobs.named("tick", "triggers: [{every: 40s}]"));

        carillon.advance(Duration.ofMinutes(2));

        assertThat(seen).containsExactly(START.plusSeconds(40), START.plusSeconds(80), START.plusSeconds(120));
    }

    @Test
    void a_job_that_fires_once_a_year_fires_once_in_a_year() {
        carillon.handler("taxes", Nothing.class, (params, run) -> null);
        carillon.job(Jobs.named("taxes", "triggers: [{cron: '0 0 9 31 5 ?'}]"));

        carillon.advance(Duration.ofDays(365));

        assertThat(carillon.run("taxes").expect(RunStatus.SUCCEEDED).startedAt())
                .isEqualTo("2027-05-31T09:00:00Z");
    }

    @Test
    void a_handler_takes_as_long_as_the_test_says() {
        carillon.handler("report", Nothing.class, (params, run) -> "done").takes(Duration.ofMinutes(3));
        carillon.job(Jobs.named("report"));

        TestRun run = carillon.trigger("report");
        carillon.advance(Duration.ofMinutes(2));
        RunStatus underWay = run.now().state();
        TestRun ended = run.await();

        assertThat(underWay).isEqualTo(RunStatus.RUNNING);
        assertThat(ended.finishedAt()).isEqualTo(START.plusSeconds(180));
    }

    @Test
    void while_one_handler_sleeps_others_go_on() {
        var order = new ArrayList<String>();
        carillon.handler("slow", Nothing.class, (params, run) -> {
            order.add("slow begins");
            carillon.sleep(Duration.ofMinutes(10));
            return order.add("slow ends at " + carillon.now());
        });
        carillon.handler("quick", Nothing.class, (params, run) -> order.add("quick"));
        carillon.job(Jobs.named("slow"));
        carillon.job(Jobs.named("quick"));

        TestRun slow = carillon.trigger("slow");
        carillon.trigger("quick").await();
        slow.await();

        assertThat(order).containsExactly("slow begins", "quick", "slow ends at 2027-01-01T00:10:00Z");
    }

    @Test
    void an_attempt_that_takes_longer_than_it_may_is_stopped() {
        var told = new ArrayList<Boolean>();
        carillon.handler("report", Nothing.class, (params, run) -> {
            try {
                carillon.sleep(Duration.ofMinutes(5));
            } finally {
                told.add(run.isCancelled());
            }
            return null;
        });
        carillon.job(Jobs.named("report", "timeout: 30s", "retry: {maxAttempts: 1}"));

        TestRun run = carillon.trigger("report").await();

        assertThat(run.expect(RunStatus.FAILED).reason()).isEqualTo("TIMED_OUT");
        assertThat(run.finishedAt()).isEqualTo(START.plusSeconds(30));
        assertThat(told).containsExactly(true);
    }

    @Test
    void a_run_that_would_overlap_is_left_out_where_the_job_says_so() {
        carillon.handler("report", Nothing.class, (params, run) -> null).takes(Duration.ofSeconds(90));
        carillon.job(Jobs.named("report", "triggers: [{cron: '0 * * * * ?'}]", "overlap: skip"));

        carillon.advanceTo(START.plusSeconds(200));

        assertThat(carillon.runs("report"))
                .extracting(TestRun::state)
                .startsWith(RunStatus.SUCCEEDED, RunStatus.SKIPPED, RunStatus.RUNNING);
        assertThat(carillon.runs("report").get(1).why()).contains("had not ended");
    }

    @Test
    void time_is_turned_by_the_test_alone() {
        carillon.handler("impatient", Nothing.class, (params, run) -> {
            carillon.advance(Duration.ofSeconds(1));
            return null;
        });
        carillon.job(Jobs.named("impatient", "retry: {maxAttempts: 1}"));

        TestRun run = carillon.trigger("impatient").await();

        assertThat(run.expect(RunStatus.FAILED).toString()).contains("a handler can't turn the clock");
        assertThatThrownBy(() -> carillon.sleep(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a test turns the clock by advance");
        assertThatThrownBy(() -> carillon.advanceTo(START.minusSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is over");
    }

    @Test
    void a_handler_that_waits_for_what_never_comes_ends_the_test() {
        var never = new CountDownLatch(1);
        carillon.handler("stuck", Nothing.class, (params, run) -> {
            never.await();
            return null;
        });
        carillon.job(Jobs.named("stuck"));
        carillon.patience(Duration.ofMillis(50));

        assertThatThrownBy(() -> carillon.trigger("stuck"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a handler of w1 has not come back for PT0.05S");
        never.countDown();
    }

    @Test
    void whoever_interrupts_a_test_is_told_where_its_handler_stands() throws InterruptedException {
        var reached = new CountDownLatch(1);
        var never = new CountDownLatch(1);
        carillon.handler("stuck", Nothing.class, (params, run) -> {
            reached.countDown();
            never.await();
            return null;
        });
        carillon.job(Jobs.named("stuck"));
        Thread test = Thread.currentThread();
        Thread impatient = Thread.startVirtualThread(() -> {
            awaitQuietly(reached);
            test.interrupt();
        });

        assertThatThrownBy(() -> carillon.trigger("stuck"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("interrupted while a handler of w1 was running")
                .hasMessageContaining("at io.carillon.test.TimeTest");
        assertThat(Thread.interrupted()).isTrue();
        impatient.join();
        never.countDown();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Test
    void the_same_test_does_the_same_things_in_the_same_order() {
        assertThat(busyHour()).isNotEmpty().isEqualTo(busyHour());
    }

    private static List<String> busyHour() {
        try (var carillon = CarillonTest.startingAt(START)) {
            carillon.handler("odd", Nothing.class, (params, run) -> {
                if (run.attempt().number() % 2 == 1) {
                    throw new IllegalStateException("odd");
                }
                return null;
            });
            carillon.job(Jobs.named(
                    "odd",
                    "triggers: [{every: 50s}]",
                    "retry: {maxAttempts: 3, backoff: exponential, initial: 3s, max: 1m, jitter: 0.5}"));
            carillon.addWorker("w1", "shop");
            carillon.addWorker("w2", "shop");
            carillon.advance(Duration.ofMinutes(20));
            carillon.worker("w1").disconnect(Duration.ofMinutes(1));
            carillon.advance(Duration.ofMinutes(20));
            carillon.node().crash();
            carillon.advance(Duration.ofMinutes(1));
            carillon.node().restart();
            carillon.advance(Duration.ofMinutes(19));
            return carillon.history();
        }
    }
}
