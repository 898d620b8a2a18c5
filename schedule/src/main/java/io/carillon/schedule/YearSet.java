package io.carillon.schedule;

/** The years that an expression names, as bits from 1970 on, or every year. */
final class YearSet {

    private static final int FIRST = 1970;
    private static final int LAST = 2199;

    private final boolean every;
    private final long[] bits = new long[(LAST - FIRST) / 64 + 1];

    YearSet(CronColumn column) {
        this.every = column.isStarred() && column.text().equals("*");
        for (CronTerm term : column.terms()) {
            switch (term) {
                case CronTerm.Every(int from, int to, int step) -> add(from, to, step);
                case CronTerm.Span(int from, int to, int step) -> add(from, to, step);
                case CronTerm.Unspecified _,
                        CronTerm.LastDay _,
                        CronTerm.NearestWorkday _,
                        CronTerm.LastWeekday _,
                        CronTerm.NthWeekday _ -> throw new IllegalStateException("not a term of years: " + term);
            }
        }
    }

    private void add(int from, int to, int step) {
        for (int year = from; year <= to; year += step) {
            bits[(year - FIRST) >> 6] |= 1L << (year - FIRST);
        }
    }

    /** The first year at or after one, or beyond {@link CivilTime#LAST_YEAR} when there is none. */
    int from(int year) {
        if (every) {
            return year;
        }
        int index = Math.max(year, FIRST) - FIRST;
        for (int word = index >> 6; word < bits.length; word++) {
            long left = word == index >> 6 ? bits[word] & (-1L << index) : bits[word];
            if (left != 0) {
                return FIRST + (word << 6) + Long.numberOfTrailingZeros(left);
            }
        }
        return CivilTime.LAST_YEAR + 1;
    }
}
