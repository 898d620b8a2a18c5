package io.carillon.schedule;

import java.util.Map;

/**
 * The wall-clock times that an expression names, whatever the zone: a mask of bits for each field. A search looks at one day,
 * then leaps from matching month to matching month, so that a rare date costs a few steps per year and not per day.
 */
final class WallPattern {

    /** There is no such time before the year 10000. */
    static final long NONE = Long.MAX_VALUE;

    private static final int NO_TIME = -1;

    /** The calendar repeats after 400 years, to the weekday: what isn't found in so many never comes. */
    private static final int CYCLE_YEARS = 400;

    private final long seconds;
    private final long minutes;
    private final int hours;
    private final int months;
    private final MonthDays days;
    private final YearSet years;
    private final int firstTime;

    WallPattern(Map<CronField, CronColumn> columns, boolean eitherDay) {
        this(
                columns,
                new DayPattern(
                        column(columns, CronField.DAY_OF_MONTH), column(columns, CronField.DAY_OF_WEEK), eitherDay));
    }

    WallPattern(Map<CronField, CronColumn> columns, MonthDays days) {
        this.seconds = column(columns, CronField.SECOND).mask();
        this.minutes = column(columns, CronField.MINUTE).mask();
        this.hours = (int) column(columns, CronField.HOUR).mask();
        this.months = (int) column(columns, CronField.MONTH).mask();
        this.days = days;
        this.years = YearSet.of(column(columns, CronField.YEAR));
        this.firstTime = firstFrom(Integer.numberOfTrailingZeros(hours));
    }

    private static CronColumn column(Map<CronField, CronColumn> columns, CronField field) {
        CronColumn column = columns.get(field);
        if (column == null) {
            throw new IllegalStateException("no column for " + field.label());
        }
        return column;
    }

    /** The times of every day that matches. */
    DayTimes times() {
        return new DayTimes(hours, minutes, seconds);
    }

    boolean matchesDay(long epochDay) {
        long date = CivilTime.dateOf(epochDay);
        return (daysIn(CivilTime.year(date), CivilTime.month(date)) >> CivilTime.day(date) & 1) != 0;
    }

    /** The matching days of a month as a mask whose bit 1 is the first day. */
    int daysIn(int year, int month) {
        return (months >> month & 1) != 0 && years.from(year) == year ? days.matchesIn(year, month) : 0;
    }

    /** Whether there is no matching date at all. */
    boolean isEmpty() {
        return nextDay(CivilTime.FIRST_YEAR, 1, 1) == NONE;
    }

    /** The first matching time at or after one, both in seconds of the wall clock. */
    long next(long from) {
        long start = Math.max(from, CivilTime.FIRST_SECOND);
        if (start > CivilTime.LAST_SECOND) {
            return NONE;
        }
        long epochDay = Math.floorDiv(start, (long) CivilTime.SECONDS_PER_DAY);
        long date = CivilTime.dateOf(epochDay);
        int year = CivilTime.year(date);
        int month = CivilTime.month(date);
        int day = CivilTime.day(date);
        if (matches(year, month, day)) {
            int time = timeFrom((int) (start - epochDay * CivilTime.SECONDS_PER_DAY));
            if (time != NO_TIME) {
                return epochDay * CivilTime.SECONDS_PER_DAY + time;
            }
        }
        long next = nextDay(year, month, day + 1);
        return next == NONE ? NONE : next * CivilTime.SECONDS_PER_DAY + firstTime;
    }

    private boolean matches(int year, int month, int day) {
        return (daysIn(year, month) >> day & 1) != 0;
    }

    /** The first matching day at or after a date, whose day may be one beyond its month. */
    private long nextDay(int fromYear, int fromMonth, int fromDay) {
        int year = years.from(fromYear);
        int lastYear = Math.min(year + CYCLE_YEARS, CivilTime.LAST_YEAR);
        if (year == fromYear) {
            long found = nextDayIn(year, fromMonth, fromDay);
            if (found != NONE) {
                return found;
            }
            year = years.from(year + 1);
        }
        while (year <= lastYear) {
            long found = nextDayIn(year, 1, 1);
            if (found != NONE) {
                return found;
            }
            year = years.from(year + 1);
        }
        return NONE;
    }

    private long nextDayIn(int year, int fromMonth, int fromDay) {
        int firstDays = fromDay > 31 ? 0 : -1 << fromDay;
        int left = months & (-1 << fromMonth);
        while (left != 0) {
            int month = Integer.numberOfTrailingZeros(left);
            int matching = days.matchesIn(year, month) & (month == fromMonth ? firstDays : -1);
            if (matching != 0) {
                return CivilTime.epochDay(year, month, Integer.numberOfTrailingZeros(matching));
            }
            left &= left - 1;
        }
        return NONE;
    }

    /** The first matching time of day at or after one, or {@link #NO_TIME} when the day has no more. */
    private int timeFrom(int secondOfDay) {
        int hour = secondOfDay / 3600;
        if ((hours >> hour & 1) != 0) {
            int time = timeFrom(hour, secondOfDay / 60 % 60, secondOfDay % 60);
            if (time != NO_TIME) {
                return time;
            }
        }
        int later = hours & (-2 << hour);
        return later == 0 ? NO_TIME : firstFrom(Integer.numberOfTrailingZeros(later));
    }

    private int timeFrom(int hour, int minute, int second) {
        if ((minutes >> minute & 1) != 0) {
            long inMinute = seconds & (-1L << second);
            if (inMinute != 0) {
                return hour * 3600 + minute * 60 + Long.numberOfTrailingZeros(inMinute);
            }
        }
        long later = minutes & (-2L << minute);
        if (later == 0) {
            return NO_TIME;
        }
        return hour * 3600 + Long.numberOfTrailingZeros(later) * 60 + Long.numberOfTrailingZeros(seconds);
    }

    private int firstFrom(int hour) {
        return hour * 3600 + Long.numberOfTrailingZeros(minutes) * 60 + Long.numberOfTrailingZeros(seconds);
    }
}
