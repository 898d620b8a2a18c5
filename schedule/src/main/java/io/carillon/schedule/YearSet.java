package io.carillon.schedule;

/** The years that an expression names, as bits from 1970 on, or every year. */
final class YearSet {

    private static final int FIRST = 1970;
    private static final int LAST = 2199;

    /** One for all the expressions that name no year. */
    private static final YearSet EVERY = new YearSet(true);

    private final boolean every;
    private final long[] bits;

    private YearSet(boolean every) {
        this.every = every;
        this.bits = new long[every ? 0 : (LAST - FIRST) / 64 + 1];
    }

    static YearSet of(CronColumn column) {
        if (column.text().equals("*")) {
            return EVERY;
        }
        YearSet years = new YearSet(false);
        for (CronTerm term : column.terms()) {
            years.add(CronTerm.Plain.class.cast(term));
        }
        return years;
    }

    private void add(CronTerm.Plain term) {
        for (int year = term.from(); year <= term.to(); year += term.step()) {
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
