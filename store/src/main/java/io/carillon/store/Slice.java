package io.carillon.store;

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

    static int dayOf(Instant instant) {
        long day = Math.clamp(Math.floorDiv(instant.getEpochSecond(), SECONDS_IN_DAY), 0, LAST_DAY);
        LocalDate date = LocalDate.ofEpochDay(day);
        return (date.getYear() * 100 + date.getMonthValue()) * 100 + date.getDayOfMonth();
    }

    /** The first instant behind a day, in microseconds. */
    static long endOf(int day) {
        LocalDate date = LocalDate.of(day / 10_000, day / 100 % 100, day % 100);
        return Micros.of(date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    String table() {
        return "%s_%08d".formatted(family.label(), day);
    }

    long end() {
        return endOf(day);
    }
}
