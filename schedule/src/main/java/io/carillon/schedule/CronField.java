package io.carillon.schedule;

import io.carillon.model.job.CronDialect;

/** One column of a cron expression: its name and the numbers that a user may write in it. */
enum CronField {
    SECOND("second", 0, 59, ""),
    MINUTE("minute", 0, 59, ""),
    HOUR("hour", 0, 23, ""),
    DAY_OF_MONTH("day-of-month", 1, 31, ""),
    MONTH("month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"),
    DAY_OF_WEEK("day-of-week", 0, 7, "SUN MON TUE WED THU FRI SAT"),
    YEAR("year", 1970, 2199, "");

    private static final int NAME_LENGTH = 3;

    private final String label;
    private final int lowest;
    private final int highest;
    private final String names;

    CronField(String label, int lowest, int highest, String names) {
        this.label = label;
        this.lowest = lowest;
        this.highest = highest;
        this.names = names;
    }

    String label() {
        return label;
    }

    int lowest(CronDialect dialect) {
        return this == DAY_OF_WEEK && dialect == CronDialect.QUARTZ ? 1 : lowest;
    }

    int highest(CronDialect dialect) {
        return highest;
    }

    /** Spring begins its week of {@code *} and of steps on Monday; the others begin it on Sunday. */
    int first(CronDialect dialect) {
        return this == DAY_OF_WEEK && dialect == CronDialect.SPRING ? 1 : lowest(dialect);
    }

    /** Where Sunday is both 0 and 7, one of them is enough for {@code *}. */
    int last(CronDialect dialect) {
        return this == DAY_OF_WEEK && dialect == CronDialect.UNIX ? 6 : highest;
    }

    /** How many different values there are, which is also the longest step that does what it says. */
    int size() {
        return this == DAY_OF_WEEK ? 7 : highest - lowest + 1;
    }

    /** What a user's number means inside: weekdays are 0 to 6 from Sunday, everything else is itself. */
    int meaning(int written, CronDialect dialect) {
        if (this != DAY_OF_WEEK) {
            return written;
        }
        return dialect == CronDialect.QUARTZ ? written - 1 : written % 7;
    }

    /** The number that a user would write for a name, or -1 for a name that this field doesn't have. */
    int numberOf(String name, CronDialect dialect) {
        int place = name.length() == NAME_LENGTH ? names.indexOf(name) : -1;
        return place < 0 ? -1 : place / (NAME_LENGTH + 1) + (this == MONTH ? 1 : lowest(dialect));
    }

    boolean isDay() {
        return this == DAY_OF_MONTH || this == DAY_OF_WEEK;
    }

    String allowed(CronDialect dialect) {
        String numbers = lowest(dialect) + "-" + highest;
        return switch (this) {
            case SECOND, MINUTE, HOUR, YEAR -> numbers;
            case DAY_OF_MONTH -> dialect == CronDialect.UNIX ? numbers : numbers + ", ?, L, L-3, LW or 15W";
            case MONTH -> numbers + " or JAN-DEC";
            case DAY_OF_WEEK -> allowedWeekdays(numbers, dialect);
        };
    }

    private static String allowedWeekdays(String numbers, CronDialect dialect) {
        return switch (dialect) {
            case AUTO, UNIX -> numbers + " (0 and 7 are Sunday) or SUN-SAT";
            case QUARTZ -> numbers + " (1 is Sunday) or SUN-SAT, ?, L, FRIL or MON#2";
            case SPRING -> numbers + " (0 and 7 are Sunday) or SUN-SAT, ?, FRIL or MON#2";
        };
    }
}
