package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** Turns triggers into schedules. */
public final class Schedules {

    private static final Duration LONGEST_JITTER = Duration.ofDays(3660);

    private Schedules() {}

    /**
     * A fixed delay has only its first fire here, one pause after the anchor: each later one is counted from the end of a run,
     * which time alone doesn't know.
     *
     * @throws ScheduleException when the trigger makes no sense or can never fire
     */
    public static Schedule compile(Trigger trigger, TriggerContext context) {
        ZoneId zone = WallClock.current(trigger.zone());
        Schedule plain = plain(trigger, zone, context);
        Schedule kept = trigger.options()
                .calendar()
                .map(use -> context.calendars().restrict(plain, use, zone))
                .orElse(plain);
        Schedule bounded = bounded(kept, trigger.options().bounds(), context.anchor());
        return jittered(bounded, trigger.jitter(), context.spread());
    }

    /** The last of so many fires after an instant, or one at or behind the end of time where there are fewer. */
    public static Instant lastOf(int count, Schedule fires, Instant after) {
        if (fires instanceof CountedSchedule counted) {
            return counted.lastOf(count, after);
        }
        Instant last = after;
        for (int i = 0; i < count; i++) {
            Instant next = fires.next(last);
            if (next == null) {
                return Horizon.LAST;
            }
            last = next;
        }
        return last;
    }

    /** Whether {@link #lastOf} takes the same time for any number of fires. */
    public static boolean counts(Schedule fires) {
        return fires instanceof CountedSchedule;
    }

    /** Again and again within hours of the day. */
    static Schedule within(DailyWindow window, Duration period, ZoneId zone) {
        return new DailyWindowSchedule(period, window, zone);
    }

    private static Schedule bounded(Schedule fires, TriggerBounds bounds, Instant anchor) {
        return bounds.equals(TriggerBounds.NONE) ? fires : BoundedSchedule.of(fires, bounds, anchor);
    }

    private static Schedule plain(Trigger trigger, ZoneId zone, TriggerContext context) {
        Instant anchor = context.anchor();
        return switch (trigger) {
            case Trigger.Cron cron -> cron(cron, zone, context);
            case Trigger.Every every ->
                every.window()
                        .map(window -> within(window, every.period(), zone))
                        .orElseGet(() -> every(every.period(), every.options().bounds(), anchor));
            case Trigger.Delay delay -> delay(delay, anchor);
            case Trigger.At at -> new OnceSchedule(at.instant());
        };
    }

    private static Schedule cron(Trigger.Cron cron, ZoneId zone, TriggerContext context) {
        CronExpression parsed = CronExpression.parse(cron.expression(), cron.dialect(), context.spread());
        if (parsed.body() instanceof CronBody.Interval(Duration period)) {
            if (!cron.changes().equals(ClockChanges.BY_RULE)) {
                String field = cron.changes().gap().isPresent() ? "gap" : "overlap";
                throw new ScheduleException(
                        "not-applicable", field, -1, "@every follows elapsed time and knows no clock changes");
            }
            return every(period, cron.options().bounds(), context.anchor());
        }
        return parsed.in(zone, context.anchor(), cron.changes());
    }

    /** A rate that has a start of its own begins with it and counts from it. */
    private static Schedule every(Duration period, TriggerBounds bounds, Instant anchor) {
        return bounds.start()
                .map(start -> EverySchedule.from(start, period))
                .orElseGet(() -> EverySchedule.after(anchor, period));
    }

    /** A delay that is over before the trigger's start waits for it. */
    private static Schedule delay(Trigger.Delay delay, Instant anchor) {
        Instant over = anchor.plus(delay.pause());
        Instant start = delay.options().bounds().start().orElse(over);
        return new OnceSchedule(start.isAfter(over) ? start : over);
    }

    private static Schedule jittered(Schedule schedule, Duration jitter, long spread) {
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw new ScheduleException(
                    "jitter-range", "jitter", -1, jitter + " is out of range; allowed: 0 to 3660 days");
        }
        return jitter.toMillis() == 0 ? schedule : new JitteredSchedule(schedule, jitter, spread);
    }
}
