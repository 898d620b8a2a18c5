package io.carillon.schedule;

/** Which days of a month match. Asking this is the step in which a search is counted. */
@FunctionalInterface
interface MonthDays {

    /** A mask whose bit 1 is the first day. */
    int matchesIn(int year, int month);
}
