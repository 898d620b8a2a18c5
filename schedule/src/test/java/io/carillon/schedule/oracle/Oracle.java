package io.carillon.schedule.oracle;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Optional;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** Another library's next fire of one expression; empty when it says that there is none. */
@FunctionalInterface
interface Oracle {

    Optional<Instant> next(Instant after, ZoneId zone);

    static Oracle quartz(String expression) {
        CronExpression cron = parsedByQuartz(expression);
        return (after, zone) -> {
            cron.setTimeZone(TimeZone.getTimeZone(zone));
            Date next = cron.getNextValidTimeAfter(Date.from(after));
            return Optional.ofNullable(next).map(Date::toInstant);
        };
    }

    private static CronExpression parsedByQuartz(String expression) {
        try {
            return new CronExpression(expression);
        } catch (ParseException refusal) {
            throw new IllegalArgumentException(expression, refusal);
        }
    }

    static Oracle spring(String expression) {
        var cron = org.springframework.scheduling.support.CronExpression.parse(expression);
        return (after, zone) ->
                Optional.ofNullable(cron.next(after.atZone(zone))).map(next -> next.toInstant());
    }

    static Oracle cronUtils(String expression, CronType type) {
        var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
        var times = ExecutionTime.forCron(parser.parse(expression));
        return (after, zone) -> times.nextExecution(after.atZone(zone)).map(next -> next.toInstant());
    }

    /** Fires when either of two does. */
    static Oracle either(Oracle one, Oracle other) {
        return (after, zone) -> {
            var first = one.next(after, zone);
            var second = other.next(after, zone);
            if (first.isEmpty() || second.isEmpty()) {
                return first.or(() -> second);
            }
            return first.get().isBefore(second.get()) ? first : second;
        };
    }
}
