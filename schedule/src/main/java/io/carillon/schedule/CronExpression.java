package io.carillon.schedule;

import io.carillon.model.job.ClockChanges;
import io.carillon.model.job.ClockChanges.Gap;
import io.carillon.model.job.ClockChanges.Twice;
import io.carillon.model.job.CronDialect;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in one of three dialects, read once and asked often. docs/cron.md is its user's guide.
 *
 * <p>In a zone whose clocks change, an expression with fixed times of day fires at the first instant after a gap that
 * swallows its time, and once, at the first occurrence, of a time that comes twice. An expression that {@link #repeats()}
 * within the hour or the day follows elapsed time: it simply goes on.
 */
public final class CronExpression {

    private final String text;
    private final CronDialect dialect;
    private final CronBody body;

    CronExpression(String text, CronDialect dialect, CronBody body) {
        this.text = text;
        this.dialect = dialect;
        this.body = body;
    }

    /** Reads an expression whose {@code H}, if there are any, stand where no job has spread them. */
    public static CronExpression parse(String expression, CronDialect dialect) {
        return parse(expression, dialect, 0);
    }

    /**
     * Reads the expression of one job.
     *
     * @param spread the job's stable hash, which decides what {@code H} stands for
     * @throws ScheduleException when the expression can't be read or can never fire
     */
    public static CronExpression parse(String expression, CronDialect dialect, long spread) {
        return new CronParser(expression, dialect, spread).parse();
    }

    /** The first fire strictly after an instant. To ask often, keep the schedule that {@link #in} makes. */
    public @Nullable Instant next(Instant after, ZoneId zone) {
        return in(zone, Instant.EPOCH).next(after);
    }

    /**
     * The schedule by the wall clock of a zone, under the rules that the zone has now.
     *
     * @param anchor what {@code @every} counts from; fields don't depend on it
     */
    public Schedule in(ZoneId zone, Instant anchor) {
        return in(zone, anchor, ClockChanges.BY_RULE);
    }

    /** As above, with a choice of what happens where the clocks change. Elapsed intervals know no such thing. */
    public Schedule in(ZoneId zone, Instant anchor, ClockChanges changes) {
        return switch (body) {
            case CronBody.Interval(var period) -> EverySchedule.after(anchor, period);
            case CronBody.Fields fields -> {
                boolean firesAfterGap = changes.gap().map(Gap.NEXT::equals).orElse(!fields.repeats());
                boolean firesTwice = changes.overlap().map(Twice.BOTH::equals).orElse(fields.repeats());
                yield new CronSchedule(fields.pattern(), WallClock.current(zone).getRules(), firesAfterGap, firesTwice);
            }
        };
    }

    /** Whether it fires several times within the hour or the day by a {@code *}, a step or a range, and so follows elapsed time. */
    public boolean repeats() {
        return switch (body) {
            case CronBody.Interval _ -> true;
            case CronBody.Fields fields -> fields.repeats();
        };
    }

    /** When it fires, in words. */
    public String describe(Language language) {
        return switch (language) {
            case ENGLISH -> EnglishWords.describe(body);
            case CHINESE -> ChineseWords.describe(body);
        };
    }

    /** The dialect that it was read in, never {@link CronDialect#AUTO}. */
    public CronDialect dialect() {
        return dialect;
    }

    CronBody body() {
        return body;
    }

    /** The expression as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
