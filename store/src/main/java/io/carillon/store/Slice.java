package io.carillon.store;

import io.carillon.model.RunId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One day's table of a family. History is only ever added to the tables of today and then left alone, so that what is too old is a
 * table that is dropped, and no row.
 *
 * @param day the day in UTC as a number of eight digits
 */
record Slice(Family family, int day) {

    private static final long SECONDS_IN_DAY = 86_400;
    private static final long LAST_DAY = LocalDate.of(9999, 12, 31).toEpochDay();

    /** The table for what happened at an instant. */
    static Slice of(Family family, Instant instant) {
        return new Slice(family, dayOf(instant));
    }

    /** The table of a run's parts: whoever knows the run or one of its parts knows it. */
    static Slice ofParts(RunId whole) {
        return of(Family.PARTS, whole.madeAt());
    }

    static int dayOf(Instant instant) {
        long day = Math.clamp(Math.floorDiv(instant.getEpochSecond(), SECONDS_IN_DAY), 0, LAST_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        return (date.getYear() * 100 + date.getMonthValue()) * 100 + date.getDayOfMonth();
    }

    /** The first instant behind a day, in microseconds. */
    static long endOf(int day) {
        return Micros.of(startOf(dateOf(day).plusDays(1)));
    }

    static LocalDate dateOf(int day) {
        return LocalDate.of(day / 10_000, day / 100 % 100, day % 100);
    }

    private static Instant startOf(LocalDate date) {
        return date.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** No run that was made before this day has an id as high as this. */
    RunId firstRun() {
        return RunId.firstOf(startOf(dateOf(day)));
    }

    /** No run that was made on this day has an id as high as this. */
    RunId firstRunBehind() {
        return RunId.firstOf(startOf(dateOf(day).plusDays(1)));
    }

    String table() {
        return "%s_%08d".formatted(family.label(), day);
    }

    long end() {
        return endOf(day);
    }
}
