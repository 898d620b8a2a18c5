package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.ClockChanges.Gap;
import io.carillon.model.job.ClockChanges.Twice;
import io.carillon.model.job.CronDialect;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where so many fires end, found without walking, is where a walk ends. */
class CountedScheduleTest {

    private static final ZoneId[] ZONES = {
        ZoneId.of("UTC"),
        ZoneId.of("Europe/Berlin"),
        ZoneId.of("Australia/Lord_Howe"),
        ZoneId.of("America/Sao_Paulo"),
        ZoneId.of("Pacific/Apia"),
        ZoneId.of("Africa/Casablanca")
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * * ?",
                "*/7 * * * * ?",
                "0 */5 * * * ?",
                "0 30 * * * ?",
                "0 30 2 * * ?",
                "0 0,30 1-3 * * ?",
                "15,45 10,50 0,12,23 * * ?",
                "0 0 0 L * ?",
                "0 0 9 ? * MON-FRI",
                "0 0 9 ? * MON#2",
                "0 0 12 15W 1/3 ?",
                "0 0 0 29 2 ?",
                "0 30 2 28-31 3,10 ? 1999-2050/2",
                "59 59 23 31 12 ? 2030"
            })
    void it_is_the_same_as_walking(String expression) {
        var random = new Random(expression.hashCode());
        var cron = CronExpression.parse(expression, CronDialect.QUARTZ);
        for (int i = 0; i < 300; i++) {
            var schedule = cron.in(ZONES[i % ZONES.length], Instant.EPOCH, choice(random));
            Instant after = Instant.ofEpochSecond(random.nextLong(900_000_000L, 2_500_000_000L), random.nextInt(2));
            int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 400);

            Instant counted = ((CountedSchedule) schedule).lastOf(count, after);

            Instant walked = walked(schedule, count, after);
            boolean same = walked.equals(counted) || (counted.isAfter(walked) && schedule.next(walked) == null);
            assertThat(same)
                    .as(
                            "%s fires of %s in %s after %s: %s, and not %s",
                            count, expression, schedule, after, walked, counted)
                    .isTrue();
        }
    }

    @Test
    void it_reaches_back_to_the_first_and_on_to_the_last_year() {
        var daily = (CountedSchedule)
                CronExpression.parse("0 0 * * *", CronDialect.UNIX).in(ZONES[1], Instant.EPOCH);

        assertThat(daily.lastOf(1, Instant.MIN)).isEqualTo(daily.next(Instant.MIN));
        assertThat(daily.lastOf(10, Instant.parse("9999-12-28T00:00:00Z"))).isEqualTo(Horizon.LAST);
    }

    @Test
    void a_rate_is_counted_by_multiplication() {
        var rate = EverySchedule.after(Instant.EPOCH, Duration.ofSeconds(7));
        var centuries = EverySchedule.after(Instant.EPOCH, Duration.ofDays(3660));

        assertThat(rate.lastOf(1_000, Instant.ofEpochSecond(70))).isEqualTo(Instant.ofEpochSecond(77 + 999 * 7));
        assertThat(centuries.lastOf(10_000, Instant.EPOCH)).isAfter(Horizon.LAST);
        assertThat(rate.lastOf(1, Instant.MAX)).isEqualTo(Horizon.LAST);
    }

    private static Instant walked(Schedule schedule, int count, Instant after) {
        Instant last = after;
        for (int i = 0; i < count; i++) {
            Instant next = schedule.next(last);
            if (next == null) {
                return last;
            }
            last = next;
        }
        return last;
    }

    private static ClockChanges choice(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ClockChanges.BY_RULE;
            case 1 -> new ClockChanges(Optional.of(Gap.NEXT), Optional.of(Twice.FIRST));
            default -> new ClockChanges(Optional.of(Gap.SKIP), Optional.of(Twice.BOTH));
        };
    }
}
