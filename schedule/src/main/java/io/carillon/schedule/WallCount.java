package io.carillon.schedule;

/**
 * Counts the times that a pattern names without walking over them: the days of a month are the bits of a mask, and every day that
 * matches has the same times. A job that may fire ten thousand times costs a few steps for each month, not one for each fire.
 */
final class WallCount {

    private static final int MONTHS = 12;

    private final WallPattern pattern;
    private final DayTimes times;

    WallCount(WallPattern pattern) {
        this.pattern = pattern;
        this.times = pattern.times();
    }

    /** How many times lie in [from, until), both in seconds of the wall clock. */
    long between(long from, long until) {
        if (until <= from) {
            return 0;
        }
        long firstDay = Math.floorDiv(from, (long) CivilTime.SECONDS_PER_DAY);
        long lastDay = Math.floorDiv(until, (long) CivilTime.SECONDS_PER_DAY);
        long count = daysBetween(firstDay, lastDay) * times.count();
        if (pattern.matchesDay(firstDay)) {
            count -= times.before((int) (from - firstDay * CivilTime.SECONDS_PER_DAY));
        }
        if (pattern.matchesDay(lastDay)) {
            count += times.before((int) (until - lastDay * CivilTime.SECONDS_PER_DAY));
        }
        return count;
    }

    /** The time that is so many further than the first one at or after a time; there must be that many. */
    long nth(long from, long further) {
        long day = Math.floorDiv(from, (long) CivilTime.SECONDS_PER_DAY);
        long left = further;
        if (pattern.matchesDay(day)) {
            left += times.before((int) (from - day * CivilTime.SECONDS_PER_DAY));
        }
        long found = nthDay(day, left / times.count());
        return found * CivilTime.SECONDS_PER_DAY + times.nth((int) (left % times.count()));
    }

    /** How many days match in [from, until). */
    private long daysBetween(long from, long until) {
        long first = CivilTime.dateOf(from);
        long last = CivilTime.dateOf(until);
        int year = CivilTime.year(first);
        int month = CivilTime.month(first);
        long count = -Integer.bitCount(pattern.daysIn(year, month) & below(CivilTime.day(first)));
        while (year != CivilTime.year(last) || month != CivilTime.month(last)) {
            count += Integer.bitCount(pattern.daysIn(year, month));
            year += month / MONTHS;
            month = month % MONTHS + 1;
        }
        return count + Integer.bitCount(pattern.daysIn(year, month) & below(CivilTime.day(last)));
    }

    /** The matching day that is so many further than the first one at or after a day. */
    private long nthDay(long from, long further) {
        long date = CivilTime.dateOf(from);
        int year = CivilTime.year(date);
        int month = CivilTime.month(date);
        int days = pattern.daysIn(year, month) & ~below(CivilTime.day(date));
        long left = further;
        while (Integer.bitCount(days) <= left) {
            left -= Integer.bitCount(days);
            year += month / MONTHS;
            month = month % MONTHS + 1;
            days = pattern.daysIn(year, month);
        }
        return CivilTime.epochDay(year, month, DayTimes.nthBit(days, (int) left));
    }

    private static int below(int day) {
        return (1 << day) - 1;
    }
}
