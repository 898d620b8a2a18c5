package io.carillon.schedule;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What both languages want to know of an expression before they put it into words. */
final class CronShape {

    private static final int MOST_CLOCK_TIMES = 6;

    private final Map<CronField, CronColumn> columns = new EnumMap<>(CronField.class);
    private final boolean eitherDay;

    CronShape(CronBody.Fields fields) {
        fields.columns().forEach(column -> columns.put(column.field(), column));
        this.eitherDay = fields.eitherDay();
    }

    /** Whether one matching day field is enough. */
    boolean eitherDay() {
        return eitherDay;
    }

    List<CronTerm> terms(CronField field) {
        return column(field).terms();
    }

    private CronColumn column(CronField field) {
        CronColumn column = columns.get(field);
        if (column == null) {
            throw new IllegalStateException("no column for " + field.label());
        }
        return column;
    }

    boolean isEvery(CronField field) {
        return terms(field).stream()
                .anyMatch(term -> term instanceof CronTerm.Unspecified
                        || (term instanceof CronTerm.Every every && every.step() == 1));
    }

    /** Whether the field repeats in steps that fit, so that it needn't be said that the larger unit repeats too. */
    boolean isEven(CronField field) {
        return terms(field).size() == 1
                && terms(field).getFirst() instanceof CronTerm.Every every
                && field.size() % every.step() == 0
                && every.repeats();
    }

    /** Whether the field is nothing but the value 0, as the seconds of a Unix expression are. */
    boolean isZero(CronField field) {
        return column(field).mask() == 1;
    }

    /** The values of a field other than years, in rising order; a week begins on Monday here. */
    static List<Integer> values(CronField field, List<CronTerm> terms) {
        long mask = new CronColumn(field, "", terms).mask();
        List<Integer> values = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            int value = field == CronField.DAY_OF_WEEK ? (bit + 1) % 7 : bit;
            if ((field != CronField.DAY_OF_WEEK || bit < 7) && (mask >>> value & 1) != 0) {
                values.add(value);
            }
        }
        return values;
    }

    /** The times of day, where they are fixed and few enough to be listed; otherwise nothing. */
    List<String> clockTimes() {
        List<String> times = new ArrayList<>();
        if (!isFixed(CronField.HOUR) || !isFixed(CronField.MINUTE) || !isFixed(CronField.SECOND)) {
            return times;
        }
        for (int hour : values(CronField.HOUR, terms(CronField.HOUR))) {
            for (int minute : values(CronField.MINUTE, terms(CronField.MINUTE))) {
                for (int second : values(CronField.SECOND, terms(CronField.SECOND))) {
                    times.add(clockTime(hour, minute, second));
                }
            }
        }
        return times.size() > MOST_CLOCK_TIMES ? List.of() : times;
    }

    private boolean isFixed(CronField field) {
        return !column(field).repeats();
    }

    private String clockTime(int hour, int minute, int second) {
        String time = twoDigits(hour) + ":" + twoDigits(minute);
        return isZero(CronField.SECOND) ? time : time + ":" + twoDigits(second);
    }

    static String twoDigits(int value) {
        return value < 10 ? "0" + value : Integer.toString(value);
    }
}
