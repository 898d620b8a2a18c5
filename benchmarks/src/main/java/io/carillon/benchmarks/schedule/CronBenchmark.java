package io.carillon.benchmarks.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import io.carillon.model.job.CronDialect;
import io.carillon.schedule.CronExpression;
import io.carillon.schedule.Schedule;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From one fire to the next, in a zone whose clocks change; each library walks to the year 2100 and begins anew. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class CronBenchmark {

    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");

    @Param({"0 */5 * * * ?", "0 0 12 * * ?", "0 30 9 ? * MON-FRI", "0 0 0 L * ?", "0 0 0 29 2 ?"})
    private String expression = "";

    private @Nullable Contender contender;
    private Instant at = START;

    /** One library that has read the expression. */
    private interface Contender {
        Optional<Instant> next(Instant after);
    }

    @Benchmark
    public Instant carillon() {
        return walk(() -> {
            Schedule schedule =
                    CronExpression.parse(expression, CronDialect.QUARTZ).in(ZONE, START);
            return after -> Optional.ofNullable(schedule.next(after));
        });
    }

    @Benchmark
    public Instant spring() {
        return walk(() -> {
            var cron = org.springframework.scheduling.support.CronExpression.parse(expression);
            return after -> Optional.ofNullable(cron.next(after.atZone(ZONE))).map(next -> next.toInstant());
        });
    }

    @Benchmark
    public Instant quartz() {
        return walk(() -> {
            var cron = parsedByQuartz(expression);
            cron.setTimeZone(TimeZone.getTimeZone(ZONE));
            return after -> Optional.ofNullable(cron.getNextValidTimeAfter(Date.from(after)))
                    .map(Date::toInstant);
        });
    }

    @Benchmark
    public Instant cronUtils() {
        return walk(() -> {
            var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.QUARTZ));
            var times = ExecutionTime.forCron(parser.parse(expression));
            return after -> times.nextExecution(after.atZone(ZONE)).map(next -> next.toInstant());
        });
    }

    private interface Reading {
        Contender read();
    }

    /** A fork runs one benchmark with one expression, so the first call settles whose turn it is. */
    private Instant walk(Reading reading) {
        Contender current = contender;
        if (current == null) {
            current = reading.read();
            contender = current;
        }
        Instant next = current.next(at).orElse(END);
        at = next.isBefore(END) ? next : START;
        return next;
    }

    private static org.quartz.CronExpression parsedByQuartz(String expression) {
        try {
            return new org.quartz.CronExpression(expression);
        } catch (ParseException refusal) {
            throw new IllegalArgumentException(expression, refusal);
        }
    }
}
