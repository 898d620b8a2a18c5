package io.carillon.schedule;

import java.util.List;

/** Which days of a month match: both day fields, worked out for one month at a time as a mask whose bit 1 is the first day. */
final class DayPattern implements MonthDays {

    /** Shared by the many patterns that have none, since a node keeps a million of them. */
    private static final CronTerm.OfMonth[] NONE = {};

    private final int days;
    private final long weeks;
    private final boolean either;
    private final CronTerm.OfMonth[] byDate;
    private final CronTerm.OfMonth[] byWeekday;

    /** @param either a day matches if one field matches, instead of both */
    DayPattern(CronColumn dayOfMonth, CronColumn dayOfWeek, boolean either) {
        this.days = (int) dayOfMonth.mask();
        this.weeks = sixWeeks(dayOfWeek.mask());
        this.either = either;
        this.byDate = dependingOnMonth(dayOfMonth.terms());
        this.byWeekday = dependingOnMonth(dayOfWeek.terms());
    }

    private static long sixWeeks(long week) {
        return week | week << 7 | week << 14 | week << 21 | week << 28 | week << 35;
    }

    private static CronTerm.OfMonth[] dependingOnMonth(List<CronTerm> terms) {
        CronTerm.OfMonth[] depending = terms.stream()
                .filter(CronTerm.OfMonth.class::isInstance)
                .map(CronTerm.OfMonth.class::cast)
                .toArray(CronTerm.OfMonth[]::new);
        return depending.length == 0 ? NONE : depending;
    }

    @Override
    public int matchesIn(int year, int month) {
        int firstWeekday = CivilTime.weekday(CivilTime.epochDay(year, month, 1));
        int length = CivilTime.daysIn(year, month);
        int dates = days;
        for (CronTerm.OfMonth term : byDate) {
            dates |= matchesIn(term, length, firstWeekday);
        }
        int weekdays = (int) (weeks >>> firstWeekday << 1);
        for (CronTerm.OfMonth term : byWeekday) {
            weekdays |= matchesIn(term, length, firstWeekday);
        }
        int whole = (int) ((2L << length) - 2);
        return (either ? dates | weekdays : dates & weekdays) & whole;
    }

    private static int matchesIn(CronTerm.OfMonth term, int length, int firstWeekday) {
        return switch (term) {
            case CronTerm.LastDay last -> bit(lastDay(last, length, firstWeekday), length);
            case CronTerm.NearestWorkday nearest -> bit(nearestWorkday(nearest.day(), length, firstWeekday), length);
            case CronTerm.LastWeekday last -> bit(lastWeekday(last.weekday(), length, firstWeekday), length);
            case CronTerm.NthWeekday nth -> bit(firstOn(nth.weekday(), firstWeekday) + 7 * (nth.nth() - 1), length);
        };
    }

    private static int lastDay(CronTerm.LastDay last, int length, int firstWeekday) {
        int day = length - last.before();
        return last.workday() ? nearestWorkday(day, length, firstWeekday) : day;
    }

    /** A month that lacks the day has no such workday either; the answer never leaves the month. */
    private static int nearestWorkday(int day, int length, int firstWeekday) {
        if (day < 1 || day > length) {
            return 0;
        }
        return switch (weekdayOf(day, firstWeekday)) {
            case 6 -> day == 1 ? 3 : day - 1;
            case 0 -> day == length ? day - 2 : day + 1;
            default -> day;
        };
    }

    private static int lastWeekday(int weekday, int length, int firstWeekday) {
        return length - Math.floorMod(weekdayOf(length, firstWeekday) - weekday, 7);
    }

    private static int firstOn(int weekday, int firstWeekday) {
        return 1 + Math.floorMod(weekday - firstWeekday, 7);
    }

    private static int weekdayOf(int day, int firstWeekday) {
        return (firstWeekday + day - 1) % 7;
    }

    private static int bit(int day, int length) {
        return day >= 1 && day <= length ? 1 << day : 0;
    }
}
