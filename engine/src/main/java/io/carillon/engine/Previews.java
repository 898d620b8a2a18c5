package io.carillon.engine;

import io.carillon.model.Durations;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.Schedules;
import io.carillon.schedule.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Looks into the future of a trigger or a job, with the same functions that the planner uses. */
public final class Previews {

    private Previews() {}

    /** The next fires of a trigger, and what it says in words. */
    public record Preview(List<Instant> fires, String description) {}

    /** The future of a trigger that nobody has saved yet; it throws what saving it would refuse. */
    public static Preview of(Trigger trigger, Instant from, int count) {
        Schedule schedule = Schedules.compile(trigger, Calendars.NONE, from, 0);
        return new Preview(next(List.of(schedule), from, count), describe(trigger));
    }

    /** When a job fires next. A fixed delay shows its first fire only: the others depend on how long its runs take. */
    public static List<Instant> of(Job job, Instant from, int count) {
        return next(Jobs.compile(job, CalendarSource.NONE, new ArrayList<>()), from, count);
    }

    private static List<Instant> next(List<Schedule> schedules, Instant after, int count) {
        var fires = new TreeSet<Instant>();
        for (Schedule schedule : schedules) {
            Instant fire = schedule.next(after);
            for (int i = 0; i < count && fire != null; i++) {
                fires.add(fire);
                fire = schedule.next(fire);
            }
        }
        return fires.stream().limit(count).toList();
    }

    private static String describe(Trigger trigger) {
        return switch (trigger) {
            case Trigger.Cron cron -> cron.expression() + " (" + cron.zone().getId() + ")";
            case Trigger.Every every -> "every " + Durations.format(every.period());
            case Trigger.Delay delay -> Durations.format(delay.pause()) + " after the end of the previous run";
            case Trigger.At at -> "once at " + at.instant();
        };
    }
}
