package io.carillon.schedule;

/** One item of a field's list, after the dialect has been taken out of it: weekdays are 0 to 6 from Sunday. */
sealed interface CronTerm {

    /** Whether the term stands for more than one value, so that the field repeats. */
    default boolean repeats() {
        return false;
    }

    /** Values at equal distances; where {@code to} is beyond the field's end the range wraps round. */
    sealed interface Plain extends CronTerm {

        int from();

        int to();

        int step();

        @Override
        default boolean repeats() {
            return from() + step() <= to();
        }
    }

    /** A {@code *}, perhaps with a step: {@code from} and {@code to} are the ends of the whole field. */
    record Every(int from, int to, int step) implements Plain {}

    /** A single value, or a range with a step. */
    record Span(int from, int to, int step) implements Plain {}

    /** The {@code ?} of a day field that leaves the choice to the other. */
    record Unspecified() implements CronTerm {}

    /** Days that have to be worked out for each month. */
    sealed interface OfMonth extends CronTerm {}

    /** The last day of the month or some days before it; as a workday, the Monday-to-Friday day nearest to that. */
    record LastDay(int before, boolean workday) implements OfMonth {}

    /** The Monday-to-Friday day of the same month that is nearest to a day. */
    record NearestWorkday(int day) implements OfMonth {}

    /** The last such weekday of the month. */
    record LastWeekday(int weekday) implements OfMonth {}

    /** The first to fifth such weekday of the month. */
    record NthWeekday(int weekday, int nth) implements OfMonth {}
}
