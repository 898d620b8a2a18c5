package io.carillon.schedule;

import java.util.List;

/** A field as it was written, with the terms that it was read as. */
record CronColumn(CronField field, String text, List<CronTerm> terms) {

    /** A field that was left out and means the same as {@code *}. */
    static CronColumn every(CronField field) {
        return new CronColumn(field, "*", List.of(whole(field)));
    }

    /** A field that was left out and means one value. */
    static CronColumn only(CronField field, int value) {
        return new CronColumn(field, Integer.toString(value), List.of(new CronTerm.Span(value, value, 1)));
    }

    private static CronTerm whole(CronField field) {
        return switch (field) {
            case SECOND, MINUTE -> new CronTerm.Every(0, 59, 1);
            case HOUR -> new CronTerm.Every(0, 23, 1);
            case DAY_OF_MONTH -> new CronTerm.Every(1, 31, 1);
            case MONTH -> new CronTerm.Every(1, 12, 1);
            case DAY_OF_WEEK -> new CronTerm.Every(0, 6, 1);
            case YEAR -> new CronTerm.Every(1970, 2199, 1);
        };
    }

    /** Classic cron takes any field that begins with a star, even {@code *}{@code /2}, as no restriction of the day. */
    boolean isStarred() {
        return text.startsWith("*") || text.startsWith("?");
    }

    boolean isUnspecified() {
        return terms.getFirst() instanceof CronTerm.Unspecified;
    }

    boolean repeats() {
        return terms.stream().anyMatch(CronTerm::repeats);
    }

    /** The plain values of the field as bits. Terms that depend on the month are left out. */
    long mask() {
        long mask = 0;
        for (CronTerm term : terms) {
            mask |= switch (term) {
                case CronTerm.Plain plain -> bits(plain.from(), plain.to(), plain.step());
                case CronTerm.Unspecified _ -> field == CronField.DAY_OF_MONTH ? bits(1, 31, 1) : bits(0, 6, 1);
                case CronTerm.OfMonth _ -> 0;
            };
        }
        return mask;
    }

    private long bits(int from, int to, int step) {
        long bits = 0;
        for (int value = from; value <= to; value += step) {
            bits |= 1L << wrapped(value);
        }
        return bits;
    }

    private int wrapped(int value) {
        return switch (field) {
            case SECOND, MINUTE -> value % 60;
            case HOUR -> value % 24;
            case DAY_OF_MONTH -> value > 31 ? value - 31 : value;
            case MONTH -> value > 12 ? value - 12 : value;
            case DAY_OF_WEEK -> value % 7;
            case YEAR -> throw new IllegalStateException("years are not kept as one mask: " + value);
        };
    }
}
