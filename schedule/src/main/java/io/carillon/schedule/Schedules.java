package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.DailyWindow;
import io.carillon.model.job.Trigger;
import io.carillon.model.job.TriggerBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Turns triggers into schedules. */
public final class Schedules {

    private static final Duration LONGEST_JITTER = Duration.ofDays(3660);

    private Schedules() {}

    /**
     * A fixed delay has only its first fire here, one pause after the anchor: each later one is counted from the end of a run,
     * which time alone doesn't know.
     *
     * @param anchor when the trigger became active, from which periods and delays are counted
     * @param spread the job's stable hash, which decides {@code H} and jitter
     * @throws ScheduleException when the trigger makes no sense or can never fire
     */
    public static Schedule compile(Trigger trigger, Instant anchor, long spread) {
        return jittered(plain(trigger, anchor, spread), trigger.jitter(), spread);
    }

    /**
     * As above, with a choice of what happens where the clocks change and a limit in time and number.
     */
    public static Schedule compile(
            Trigger trigger, ClockChanges changes, TriggerBounds bounds, Instant anchor, long spread) {
        Schedule plain = switch (trigger) {
            case Trigger.Cron cron -> parsed(cron, spread).in(cron.zone(), anchor, changes);
            case Trigger.Every _, Trigger.Delay _, Trigger.At _ -> plain(trigger, anchor, spread);
        };
        return jittered(bounded(plain, bounds, anchor), trigger.jitter(), spread);
    }

    /** Again and again within hours of the day. */
    public static Schedule within(DailyWindow window) {
        return new DailyWindowSchedule(window);
    }

    /**
     * The part of a schedule that lies within bounds.
     *
     * @param anchor when the trigger became active: a greatest number of fires is counted from there
     */
    public static Schedule bounded(Schedule fires, TriggerBounds bounds, Instant anchor) {
        return bounds.equals(TriggerBounds.NONE) ? fires : BoundedSchedule.of(fires, bounds, anchor);
    }

    private static Schedule plain(Trigger trigger, Instant anchor, long spread) {
        return switch (trigger) {
            case Trigger.Cron cron -> parsed(cron, spread).in(cron.zone(), anchor);
            case Trigger.Every every -> new EverySchedule(anchor, every.period());
            case Trigger.Delay delay ->
                new OnceSchedule(anchor.truncatedTo(ChronoUnit.MILLIS).plus(delay.pause()));
            case Trigger.At at -> new OnceSchedule(at.instant());
        };
    }

    private static CronExpression parsed(Trigger.Cron cron, long spread) {
        return CronExpression.parse(cron.expression(), cron.dialect(), spread);
    }

    private static Schedule jittered(Schedule schedule, Duration jitter, long spread) {
        if (jitter.isNegative() || jitter.compareTo(LONGEST_JITTER) > 0) {
            throw new ScheduleException(
                    "jitter-range", "jitter", -1, jitter + " is out of range; allowed: 0 to 3660 days");
        }
        return jitter.toMillis() == 0 ? schedule : new JitteredSchedule(schedule, jitter, spread);
    }
}
