package io.carillon.schedule;

/** One item of a field's list, after the dialect has been taken out of it: weekdays are 0 to 6 from Sunday. */
sealed interface CronTerm {

    /** Whether the term stands for more than one value, so that the field repeats. */
    boolean repeats();

    /** A {@code *}, perhaps with a step: {@code from} and {@code to} are the ends of the whole field. */
    record Every(int from, int to, int step) implements CronTerm {

        @Override
        public boolean repeats() {
            return from + step <= to;
        }
    }

    /** The field that {@code ?} leaves to the other day field. */
    record Unspecified() implements CronTerm {

        @Override
        public boolean repeats() {
            return true;
        }
    }

    /** A single value, or a range with a step; where {@code to} is beyond the field's end the range wraps round. */
    record Span(int from, int to, int step) implements CronTerm {

        @Override
        public boolean repeats() {
            return from + step <= to;
        }
    }

    /** The last day of the month, some days before it, or the last Monday-to-Friday day up to it. */
    record LastDay(int before, boolean workday) implements CronTerm {

        @Override
        public boolean repeats() {
            return false;
        }
    }

    /** The Monday-to-Friday day of the same month that is nearest to a day. */
    record NearestWorkday(int day) implements CronTerm {

        @Override
        public boolean repeats() {
            return false;
        }
    }

    /** The last such weekday of the month. */
    record LastWeekday(int weekday) implements CronTerm {

        @Override
        public boolean repeats() {
            return false;
        }
    }

    /** The first to fifth such weekday of the month. */
    record NthWeekday(int weekday, int nth) implements CronTerm {

        @Override
        public boolean repeats() {
            return false;
        }
    }
}
