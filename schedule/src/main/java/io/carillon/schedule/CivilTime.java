package io.carillon.schedule;

/**
 * Arithmetic on the Gregorian calendar in plain numbers, so that a search allocates nothing. A wall-clock time is a count of
 * seconds since 1970-01-01T00:00 on that clock, without any zone.
 */
final class CivilTime {

    static final int SECONDS_PER_DAY = 86_400;
    static final int FIRST_YEAR = 1;
    static final int LAST_YEAR = 9_999;

    /** 0001-01-01T00:00 and 9999-12-31T23:59:59: outside of them nothing is searched. */
    static final long FIRST_SECOND = epochDay(FIRST_YEAR, 1, 1) * SECONDS_PER_DAY;

    static final long LAST_SECOND = epochDay(LAST_YEAR + 1, 1, 1) * SECONDS_PER_DAY - 1;

    private static final int DAYS_PER_ERA = 146_097;
    private static final int DAYS_FROM_ERA_TO_EPOCH = 719_468;

    private CivilTime() {}

    /** Counts from 1 March of a year 0 so that the leap day is the last of its year. */
    static long epochDay(int year, int month, int day) {
        long shifted = month <= 2 ? year - 1L : year;
        long era = Math.floorDiv(shifted, 400L);
        long yearOfEra = shifted - era * 400;
        long dayOfYear = (153L * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
        return era * DAYS_PER_ERA
                + yearOfEra * 365
                + yearOfEra / 4
                - yearOfEra / 100
                + dayOfYear
                - DAYS_FROM_ERA_TO_EPOCH;
    }

    /** The date of a day since the epoch in one number: see {@link #year}, {@link #month} and {@link #day}. */
    static long dateOf(long epochDay) {
        long shifted = epochDay + DAYS_FROM_ERA_TO_EPOCH;
        long era = Math.floorDiv(shifted, (long) DAYS_PER_ERA);
        int dayOfEra = (int) (shifted - era * DAYS_PER_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1;
        int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        return (year << 9) | ((long) month << 5) | day;
    }

    static int year(long date) {
        return (int) (date >> 9);
    }

    static int month(long date) {
        return (int) (date >> 5) & 15;
    }

    static int day(long date) {
        return (int) date & 31;
    }

    /** 0 is Sunday. */
    static int weekday(long epochDay) {
        return (int) Math.floorMod(epochDay + 4, 7L);
    }

    static int daysIn(int year, int month) {
        if (month == 2) {
            return isLeap(year) ? 29 : 28;
        }
        return 30 + ((month + (month >> 3)) & 1);
    }

    static boolean isLeap(int year) {
        return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
