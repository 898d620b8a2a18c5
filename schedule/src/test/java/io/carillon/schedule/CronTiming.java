package io.carillon.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Date;
import java.util.TimeZone;

/**
 * A quick look at how long the next instant takes, beside three libraries: {@code main} prints nanoseconds a call, the median
 * of several rounds. It is a look and no benchmark: nothing fails by it.
 */
final class CronTiming {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final int ROUNDS = 9;

    private CronTiming() {}

    public static void main(String[] arguments) throws Exception {
        System.out.printf("%-28s %10s %10s %10s %10s%n", "expression", "carillon", "spring", "quartz", "cron-utils");
        for (String expression : new String[] {
            "0 */5 * * * ?", "0 0 12 * * ?", "0 30 9 ? * MON-FRI", "0 0 0 L * ?", "0 0 0 1 1 ?", "0 0 0 29 2 ?"
        }) {
            System.out.printf(
                    "%-28s %10d %10d %10d %10d%n",
                    expression, ours(expression), spring(expression), quartz(expression), cronUtils(expression));
        }
        var sparse = CronExpression.parse("0 0 0 29 2 MON", CronDialect.SPRING).in(ZONE, START);
        System.out.printf("%-28s %10d%n", "29 February on a Monday", timed(100_000, sparse));
        System.out.printf("%-28s %10d%n", "30 February, refused", timed(2_000, CronTiming::refused));
    }

    private static Instant refused(Instant after) {
        try {
            CronExpression.parse("0 0 0 30 2 ?", CronDialect.QUARTZ);
        } catch (ScheduleException refusal) {
            return after;
        }
        throw new IllegalStateException("30 February was accepted");
    }

    private static long ours(String expression) {
        var schedule = CronExpression.parse(expression, CronDialect.QUARTZ).in(ZONE, START);
        return timed(500_000, schedule);
    }

    private static long spring(String expression) {
        var cron = org.springframework.scheduling.support.CronExpression.parse(expression);
        return timed(50_000, after -> {
            var next = cron.next(after.atZone(ZONE));
            return next == null ? START : next.toInstant();
        });
    }

    private static long quartz(String expression) throws Exception {
        var cron = new org.quartz.CronExpression(expression);
        cron.setTimeZone(TimeZone.getTimeZone(ZONE));
        return timed(50_000, after -> {
            Date next = cron.getNextValidTimeAfter(Date.from(after));
            return next == null ? START : next.toInstant();
        });
    }

    private static long cronUtils(String expression) {
        var cron = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ)).parse(expression);
        var times = ExecutionTime.forCron(cron);
        return timed(
                2_000,
                after -> times.nextExecution(after.atZone(ZONE))
                        .map(next -> next.toInstant())
                        .orElse(START));
    }

    /** Walks from fire to fire and begins anew in the year 2100. */
    private static long timed(int calls, Schedule fires) {
        Instant end = Instant.parse("2100-01-01T00:00:00Z");
        long[] rounds = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            Instant at = START;
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
                Instant fire = fires.next(at);
                at = fire == null || fire.isAfter(end) ? START : fire;
            }
            rounds[round] = (System.nanoTime() - begin) / calls;
        }
        Arrays.sort(rounds);
        return rounds[ROUNDS / 2];
    }
}
