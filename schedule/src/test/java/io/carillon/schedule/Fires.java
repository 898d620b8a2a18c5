package io.carillon.schedule;

import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** Words that the specs of schedules share. */
final class Fires {

    private Fires() {}

    static List<Instant> of(Schedule schedule, Instant after, int count) {
        List<Instant> fires = new ArrayList<>();
        Instant next = schedule.next(after);
        while (next != null && fires.size() < count) {
            fires.add(next);
            next = schedule.next(next);
        }
        return fires;
    }

    /** The next wall-clock times in a zone, with their offsets, as in {@code 2027-03-28T03:00+02:00}. */
    static List<String> of(String expression, ZoneId zone, String afterLocal, int count) {
        Schedule schedule = CronExpression.parse(expression, CronDialect.AUTO).in(zone, Instant.EPOCH);
        Instant after = LocalDateTime.parse(afterLocal).atZone(zone).toInstant();
        return of(schedule, after, count).stream()
                .map(fire ->
                        ZonedDateTime.ofInstant(fire, zone).toOffsetDateTime().toString())
                .toList();
    }
}
