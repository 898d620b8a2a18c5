package io.carillon.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.engine.testing.TestingClock;
import io.carillon.engine.testing.TestingJob;
import io.carillon.engine.testing.TestingNode;
import io.carillon.engine.testing.TestingStore;
import io.carillon.model.job.CronDialect;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A country changes its clocks under a running node: the future is computed anew, what was due stays as it was. */
class ZoneRulesTest {

    private static final Instant START = Instant.parse("2027-03-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    private final TestingClock clock = new TestingClock(START);
    private final TestingStore store = new TestingStore(clock);
    private final TestingNode node = TestingNode.started(store, clock);
    private final ZoneId zone = ChangingZone.at(ZoneOffset.UTC);

    @BeforeEach
    void connectWorker() {
        node.worker("w1", "dev", 10).eager().join();
    }

    @Test
    void fires_to_come_follow_the_new_rules_and_those_that_were_due_stay() {
        var job = daily("0 9 * * *");
        node.create(job.draft());
        node.advance(Duration.ofHours(12));

        change(ZoneOffset.ofHours(2));
        node.advance(DAY.multipliedBy(2));

        assertThat(Fires.succeeded(store, job.key()))
                .extracting(Instant::toString)
                .containsExactly("2027-03-01T09:00:00Z", "2027-03-02T07:00:00Z", "2027-03-03T07:00:00Z");
        assertThat(Fires.ofJob(store, job.key())).allMatch(run -> run.jobVersion() == 1);
    }

    @Test
    void what_would_have_been_due_by_the_new_rules_is_past_and_does_not_happen() {
        var job = daily("0 9 * * *");
        node.create(job.draft());
        node.advance(Duration.ofHours(12));

        change(ZoneOffset.ofHours(-2));
        node.advance(Duration.ofHours(1));

        assertThat(Fires.recorded(store, job.key(), node.now())).containsExactly(START.plus(Duration.ofHours(9)));
    }

    @Test
    void a_fire_that_was_recorded_ahead_moves() {
        var job = daily("0 9 * * *");
        node.create(job.draft());
        node.advance(Duration.ofHours(9).minusSeconds(3));
        var recordedAhead = Fires.recorded(store, job.key(), Instant.MAX);

        change(ZoneOffset.ofHours(-1));
        node.advance(Duration.ofHours(2));

        assertThat(recordedAhead).containsExactly(START.plus(Duration.ofHours(9)));
        assertThat(Fires.recorded(store, job.key(), Instant.MAX)).containsExactly(START.plus(Duration.ofHours(10)));
        assertThat(Fires.succeeded(store, job.key())).containsExactly(START.plus(Duration.ofHours(10)));
    }

    @Test
    void a_fire_that_comes_into_the_recorded_span_by_the_new_rules_is_recorded() {
        var job = daily("0 8 * * *");
        node.create(job.draft());
        node.advance(Duration.ofHours(9).minusSeconds(3));

        change(ZoneOffset.ofHours(-1));
        node.advance(Duration.ofSeconds(10));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactly(START.plus(Duration.ofHours(8)), START.plus(Duration.ofHours(9)));
    }

    @Test
    void fires_that_stay_where_they_were_keep_their_records() {
        var job = daily("0 * * * *");
        node.create(job.draft());
        node.advance(Duration.ofHours(9).minusSeconds(3));
        List<Run> before = Fires.ofJob(store, job.key());
        int commits = node.commits();

        change(ZoneOffset.ofHours(2));

        assertThat(Fires.ofJob(store, job.key())).isEqualTo(before);
        assertThat(node.commits() - commits).isLessThanOrEqualTo(1);
    }

    @Test
    void every_due_instant_has_one_record_by_the_rules_of_its_time_through_many_changes() {
        var job = daily("*/7 * * * *");
        node.create(job.draft());
        var expected = new ArrayList<Instant>();

        int minutesAhead = 0;
        for (int i = 1; i <= 200; i++) {
            Instant from = node.now();
            node.advance(Duration.ofSeconds(29 + i % 5));
            long ahead = 60L * minutesAhead;
            expected.addAll(Fires.expected(
                    from, node.now(), second -> second % 60 == 0 && (second + ahead) % 3600 / 60 % 7 == 0));
            minutesAhead = i * 5 % 7;
            change(ZoneOffset.ofTotalSeconds(60 * minutesAhead));
        }

        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(Fires.recorded(store, job.key(), node.now())).isEqualTo(expected);
        assertThat(Fires.succeeded(store, job.key())).isEqualTo(expected);
    }

    @Test
    void a_run_that_is_on_a_worker_goes_on() {
        var job = daily("0 9 * * *");
        var busy = node.worker("w2", "slow", 1).join();
        node.create(job.app("slow").draft());
        node.advance(Duration.ofHours(9));

        change(ZoneOffset.ofHours(2));
        busy.succeed(busy.only());
        node.advance(Duration.ofSeconds(1));

        assertThat(Fires.succeeded(store, job.key())).containsExactly(START.plus(Duration.ofHours(9)));
    }

    @Test
    void a_delay_beside_a_cron_keeps_the_fire_that_it_waits_for() {
        var job = daily("0 9 * * *").delay(Duration.ofHours(9).plusSeconds(1));
        node.create(job.draft());
        node.advance(Duration.ofHours(9).minusSeconds(3));

        change(ZoneOffset.ofHours(2));
        node.advance(Duration.ofMinutes(1));

        assertThat(Fires.succeeded(store, job.key()))
                .containsExactly(START.plus(Duration.ofHours(9).plusSeconds(1)));
    }

    @Test
    void a_job_of_another_zone_and_a_paused_one_are_left_alone() {
        var other = TestingJob.named("other").cron("0 0 9 * * ?");
        var paused = daily("0 9 * * *");
        node.create(other.draft());
        node.create(paused.draft());
        node.pause(paused.key());

        change(ZoneOffset.ofHours(2));
        node.advance(DAY);

        assertThat(Fires.succeeded(store, other.key())).containsExactly(START.plus(Duration.ofHours(9)));
        assertThat(Fires.ofJob(store, paused.key())).isEmpty();
    }

    @Test
    void a_job_that_is_deleted_while_many_others_are_compiled_again_stays_deleted() {
        for (int i = 0; i < 2_500; i++) {
            node.create(named("job-" + i, "0 9 * * *").draft());
        }
        clock.turn(Duration.ofMinutes(1));

        change(ZoneOffset.ofHours(2));
        node.delete(named("job-2400", "0 9 * * *").key());
        node.advance(DAY);

        assertThat(store.runs())
                .filteredOn(run -> run.state() instanceof RunState.Succeeded)
                .hasSize(2_499);
        assertThat(store.runs()).extracting(Run::scheduledAt).containsOnly(START.plus(Duration.ofHours(7)));
    }

    private void change(ZoneOffset offset) {
        ChangingZone.at(offset);
        node.deliver(new Event.ZoneRulesChanged(Set.of(ChangingZone.NAME)));
    }

    private TestingJob daily(String cron) {
        return named("daily", cron);
    }

    private TestingJob named(String name, String cron) {
        return TestingJob.named(name).on(new Trigger.Cron(cron, CronDialect.UNIX, zone, Duration.ZERO));
    }
}
