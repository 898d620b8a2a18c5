package io.carillon.schedule;

import io.carillon.model.job.CronDialect;
import java.util.ArrayList;
import java.util.List;

/** Reads one field of an expression. Every refusal names the field, the place and what may stand there. */
final class CronFieldParser {

    private static final int MAX_DAYS_BEFORE_LAST = 30;
    private static final int LAST_HASHED_DAY = 28;

    private final CronField field;
    private final CronDialect dialect;
    private final long spread;
    private final CronText text;

    private CronFieldParser(CronField field, CronDialect dialect, long spread, CronText text) {
        this.field = field;
        this.dialect = dialect;
        this.spread = spread;
        this.text = text;
    }

    static CronColumn parse(CronField field, CronDialect dialect, long spread, CronText text) {
        String written = text.rest();
        return new CronColumn(field, written, new CronFieldParser(field, dialect, spread, text).terms());
    }

    private List<CronTerm> terms() {
        int start = text.position();
        List<CronTerm> terms = new ArrayList<>();
        do {
            terms.add(term());
        } while (text.skip(','));
        if (!text.atEnd()) {
            throw unexpected();
        }
        if (terms.size() > 1 && terms.stream().anyMatch(CronTerm.Unspecified.class::isInstance)) {
            throw refused("cron-syntax", start, "'?' stands alone");
        }
        return List.copyOf(terms);
    }

    private CronTerm term() {
        if (text.skip('*')) {
            return new CronTerm.Every(meaning(field.first(dialect)), lastMeaning(field.last(dialect)), step());
        }
        if (text.peek() == '?') {
            return unspecified();
        }
        if (text.peek() == 'H') {
            return hashed();
        }
        if (text.peek() == 'L' && field.isDay() && dialect != CronDialect.UNIX) {
            return last();
        }
        return valueOrRange();
    }

    private CronTerm unspecified() {
        if (!field.isDay() || dialect == CronDialect.UNIX) {
            throw refused("cron-syntax", text.position(), "'?' is for the day fields of Quartz and Spring");
        }
        text.skip('?');
        return new CronTerm.Unspecified();
    }

    private CronTerm valueOrRange() {
        int start = text.position();
        int value = value();
        if (text.skip('-')) {
            return range(start, value, value());
        }
        if (text.peek() == '/') {
            return span(value, field.highest(dialect), step());
        }
        if (dialect != CronDialect.UNIX && field == CronField.DAY_OF_MONTH && text.skip('W')) {
            return new CronTerm.NearestWorkday(value);
        }
        if (dialect != CronDialect.UNIX && field == CronField.DAY_OF_WEEK && text.skip('L')) {
            return new CronTerm.LastWeekday(meaning(value));
        }
        if (dialect != CronDialect.UNIX && field == CronField.DAY_OF_WEEK && text.skip('#')) {
            return new CronTerm.NthWeekday(meaning(value), limited("a weekday's number in the month", 1, 5));
        }
        return span(value, value, 1);
    }

    private CronTerm range(int position, int written, int to) {
        int step = step();
        boolean sundayFirst = field == CronField.DAY_OF_WEEK && written == 7 && dialect != CronDialect.QUARTZ;
        int from = sundayFirst && to < 7 ? 0 : written;
        if (from <= to) {
            return span(from, to, step);
        }
        if (dialect == CronDialect.QUARTZ && field != CronField.YEAR) {
            return new CronTerm.Span(meaning(from), meaning(to) + field.size(), step);
        }
        boolean untilSunday = field == CronField.DAY_OF_WEEK && to == 0;
        if (untilSunday) {
            return span(from, 7, step);
        }
        throw refused("cron-range", position, "the range ends before it begins: " + from + "-" + to);
    }

    /** Sunday written as 7 is the end of a week or, at the start of a range, its beginning. */
    private CronTerm span(int from, int to, int step) {
        int first = meaning(from);
        return new CronTerm.Span(first, first == 0 && from == to ? 0 : lastMeaning(to), step);
    }

    private int meaning(int written) {
        return field.meaning(written, dialect);
    }

    private int lastMeaning(int written) {
        return field == CronField.DAY_OF_WEEK && dialect != CronDialect.QUARTZ ? written : meaning(written);
    }

    private CronTerm last() {
        text.skip('L');
        if (field == CronField.DAY_OF_WEEK) {
            if (dialect == CronDialect.SPRING) {
                throw refused("cron-syntax", text.position() - 1, "'L' needs a weekday before it, as in FRIL");
            }
            return new CronTerm.Span(6, 6, 1);
        }
        int before = text.skip('-') ? limited("the days before the last", 0, MAX_DAYS_BEFORE_LAST) : 0;
        return new CronTerm.LastDay(before, text.skip('W'));
    }

    /** A value that differs from job to job and is the same each time for one job. */
    private CronTerm hashed() {
        if (field == CronField.YEAR) {
            throw refused("cron-syntax", text.position(), "'H' can't spread over years");
        }
        text.skip('H');
        int lowest = field.first(dialect);
        if (text.skip('(')) {
            return hashedWithin();
        }
        return hashed(lowest, field == CronField.DAY_OF_MONTH ? LAST_HASHED_DAY : lowest + field.size() - 1);
    }

    private CronTerm hashedWithin() {
        int start = text.position();
        int from = value();
        expect('-');
        int to = value();
        expect(')');
        if (to < from) {
            throw refused("cron-range", start, "the range ends before it begins: " + from + "-" + to);
        }
        return hashed(from, to);
    }

    private CronTerm hashed(int from, int to) {
        long draw = Mixing.mixed(spread, field.label().hashCode());
        if (text.peek() != '/') {
            int value = from + Mixing.below(draw, to - from + 1);
            return span(value, value, 1);
        }
        int step = step();
        int begin = from + Mixing.below(draw, Math.min(step, to - from + 1));
        return new CronTerm.Span(meaning(begin), meaning(begin) + (to - begin), step);
    }

    private void expect(char wanted) {
        if (!text.skip(wanted)) {
            throw unexpected();
        }
    }

    private int value() {
        int start = text.position();
        int value = text.atDigit() ? text.number() : named(start);
        if (value < field.lowest(dialect) || value > field.highest(dialect)) {
            throw refused("cron-value", start, "the value is out of range");
        }
        return value;
    }

    private int named(int start) {
        if (!text.atLetter()) {
            throw unexpected();
        }
        String name = text.name();
        int number = field.numberOf(name, dialect);
        if (number < 0) {
            throw refused("cron-value", start, "'" + name + "' is not a name of this field");
        }
        return number;
    }

    private int step() {
        return text.skip('/') ? limited("a step", 1, field.size()) : 1;
    }

    private int limited(String what, int lowest, int highest) {
        int start = text.position();
        int number = text.atDigit() ? text.number() : -1;
        if (number < lowest || number > highest) {
            throw new ScheduleException("cron-value", field.label(), start, what + " is " + lowest + " to " + highest);
        }
        return number;
    }

    private ScheduleException unexpected() {
        String found = text.atEnd() ? "the field ends too early" : "'" + text.peek() + "' is not expected here";
        return refused("cron-syntax", text.position(), found);
    }

    private ScheduleException refused(String code, int position, String problem) {
        String message = problem + "; allowed: " + field.allowed(dialect) + ", *, lists, ranges, steps and H";
        return new ScheduleException(code, field.label(), position, message);
    }
}
