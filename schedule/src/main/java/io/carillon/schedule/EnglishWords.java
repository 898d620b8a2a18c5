package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Says in English when an expression fires. */
final class EnglishWords {

    private static final int DAYS_OF_A_WEEK = 7;
    private static final List<String> MONTHS = List.of(
            "",
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    private static final List<String> WEEKDAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> NTH = List.of("", "first", "second", "third", "fourth", "fifth");

    private EnglishWords() {}

    static String describe(CronBody body) {
        String words = switch (body) {
            case CronBody.Interval(Duration period) -> "every " + span(period);
            case CronBody.Fields fields -> fields(new CronShape(fields));
        };
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Weekdays by themselves, as in "from Monday to Friday". */
    static String weekdays(Set<DayOfWeek> days) {
        List<DayOfWeek> inOrder = days.stream().sorted().toList();
        if (inOrder.size() == DAYS_OF_A_WEEK) {
            return "every day";
        }
        if (Phrases.isRange(inOrder)) {
            return "from " + name(inOrder.getFirst()) + " to " + name(inOrder.getLast());
        }
        return "on " + joined(inOrder.stream().map(EnglishWords::name).toList());
    }

    private static String name(DayOfWeek day) {
        return WEEKDAYS.get(day.getValue() % DAYS_OF_A_WEEK);
    }

    static String span(Duration period) {
        List<String> parts = new ArrayList<>();
        addAmount(parts, period.toDaysPart(), "day");
        addAmount(parts, period.toHoursPart(), "hour");
        addAmount(parts, period.toMinutesPart(), "minute");
        addAmount(parts, period.toSecondsPart(), "second");
        addAmount(parts, period.toMillisPart(), "millisecond");
        return String.join(" ", parts);
    }

    private static void addAmount(List<String> parts, long amount, String unit) {
        if (amount != 0) {
            parts.add(amount + " " + unit + (amount == 1 ? "" : "s"));
        }
    }

    private static String fields(CronShape shape) {
        List<String> parts = new ArrayList<>();
        List<String> clockTimes = shape.clockTimes();
        if (clockTimes.isEmpty()) {
            parts.addAll(times(shape));
        } else {
            parts.add("at " + joined(clockTimes));
        }
        parts.addAll(days(shape, !clockTimes.isEmpty()));
        if (!shape.isEvery(CronField.MONTH)) {
            parts.add(names("in ", CronField.MONTH, MONTHS, shape.terms(CronField.MONTH)));
        }
        if (!shape.isEvery(CronField.YEAR)) {
            parts.add("in "
                    + joined(shape.terms(CronField.YEAR).stream()
                            .map(EnglishWords::years)
                            .toList()));
        }
        return String.join(", ", parts);
    }

    private static List<String> times(CronShape shape) {
        List<String> parts = new ArrayList<>();
        boolean wholeMinutes = shape.isZero(CronField.SECOND);
        if (!wholeMinutes) {
            parts.add(counted(shape, CronField.SECOND));
        }
        if (!shape.isEvery(CronField.MINUTE)) {
            parts.add(counted(shape, CronField.MINUTE));
        } else if (wholeMinutes || !shape.isEven(CronField.SECOND)) {
            parts.add("every minute");
        }
        if (!shape.isEvery(CronField.HOUR)) {
            parts.add(counted(shape, CronField.HOUR));
        } else if (!shape.isEven(CronField.MINUTE)) {
            parts.add("every hour");
        }
        return parts;
    }

    /** Seconds, minutes or hours: single ones together, then the ranges and steps. */
    private static String counted(CronShape shape, CronField unit) {
        List<String> parts = new ArrayList<>();
        List<CronTerm> single =
                shape.terms(unit).stream().filter(term -> !term.repeats()).toList();
        if (!single.isEmpty()) {
            List<Integer> values = CronShape.values(unit, single);
            String noun = values.size() == 1 ? unit.label() : unit.label() + "s";
            parts.add((unit == CronField.HOUR ? "during " : "at ") + noun + " "
                    + joined(values.stream().map(value -> padded(unit, value)).toList()));
        }
        for (CronTerm term : shape.terms(unit)) {
            if (term.repeats()) {
                parts.add(repeated(unit, term));
            }
        }
        return joined(parts);
    }

    private static String repeated(CronField unit, CronTerm term) {
        return switch (term) {
            case CronTerm.Every every -> every(every.step(), unit.label());
            case CronTerm.Span(int from, int to, int step) ->
                every(step, unit.label()) + " from " + padded(unit, from) + " to " + padded(unit, to % unit.size());
            case CronTerm.Unspecified _, CronTerm.OfMonth _ -> throw unsaid(term);
        };
    }

    private static IllegalStateException unsaid(CronTerm term) {
        return new IllegalStateException("the parser lets no such term into this field: " + term);
    }

    private static String padded(CronField unit, int value) {
        return unit == CronField.HOUR ? CronShape.twoDigits(value) : Integer.toString(value);
    }

    private static String every(int step, String unit) {
        return step == 1 ? "every " + unit : "every " + step + " " + unit + "s";
    }

    private static List<String> days(CronShape shape, boolean sayEveryDay) {
        String dates = shape.isEvery(CronField.DAY_OF_MONTH) ? "" : dates(shape.terms(CronField.DAY_OF_MONTH));
        String weekdays = shape.isEvery(CronField.DAY_OF_WEEK) ? "" : weekdays(shape.terms(CronField.DAY_OF_WEEK));
        if (dates.isEmpty() && weekdays.isEmpty()) {
            return sayEveryDay ? List.of("every day") : List.of();
        }
        if (dates.isEmpty() || weekdays.isEmpty()) {
            return List.of(dates + weekdays);
        }
        return List.of(dates + (shape.eitherDay() ? " or " : ", but only ") + weekdays);
    }

    private static String dates(List<CronTerm> terms) {
        return "on " + joined(terms.stream().map(EnglishWords::date).toList()) + " of the month";
    }

    private static String date(CronTerm term) {
        return switch (term) {
            case CronTerm.Every(int from, int to, int step) ->
                "every " + ordinal(step) + " day from the " + ordinal(from);
            case CronTerm.Span(int from, int to, int step) when !term.repeats() -> "the " + ordinal(from);
            case CronTerm.Span(int from, int to, int step) -> dateRange(from, to > 31 ? to - 31 : to, step);
            case CronTerm.LastDay(int before, boolean workday) -> lastDay(before, workday);
            case CronTerm.NearestWorkday(int day) -> "the workday nearest the " + ordinal(day);
            case CronTerm.LastWeekday(int weekday) -> "the last " + WEEKDAYS.get(weekday);
            case CronTerm.NthWeekday(int weekday, int nth) -> "the " + NTH.get(nth) + " " + WEEKDAYS.get(weekday);
            case CronTerm.Unspecified _ -> "every day";
        };
    }

    private static String dateRange(int from, int to, int step) {
        String range = "the " + ordinal(from) + " to the " + ordinal(to);
        return step == 1 ? range : "every " + ordinal(step) + " day from " + range;
    }

    private static String lastDay(int before, boolean workday) {
        String day = before == 0
                ? "the last day"
                : "the day " + before + (before == 1 ? " day" : " days") + " before the last";
        if (!workday) {
            return day;
        }
        return before == 0 ? "the last workday" : "the workday nearest " + day;
    }

    private static String weekdays(List<CronTerm> terms) {
        List<String> parts = new ArrayList<>();
        List<CronTerm> plain =
                terms.stream().filter(CronTerm.Plain.class::isInstance).toList();
        if (!plain.isEmpty()) {
            parts.add(names("on ", CronField.DAY_OF_WEEK, WEEKDAYS, plain));
        }
        for (CronTerm term : terms) {
            if (!(term instanceof CronTerm.Plain)) {
                parts.add("on " + date(term) + " of the month");
            }
        }
        return joined(parts);
    }

    /** One range is said as a range; anything else is listed. */
    private static String names(String before, CronField field, List<String> names, List<CronTerm> terms) {
        if (terms.size() == 1
                && terms.getFirst() instanceof CronTerm.Span(int from, int to, int step)
                && step == 1
                && to - from > 1) {
            int last = field == CronField.MONTH ? (to - 1) % 12 + 1 : to % 7;
            return "from " + names.get(from) + " to " + names.get(last);
        }
        return before
                + joined(CronShape.values(field, terms).stream().map(names::get).toList());
    }

    private static String years(CronTerm term) {
        return switch (term) {
            case CronTerm.Every(int from, int to, int step) -> "every " + ordinal(step) + " year from " + from;
            case CronTerm.Span(int from, int to, int step) when !term.repeats() -> Integer.toString(from);
            case CronTerm.Span(int from, int to, int step) when step == 1 -> from + " to " + to;
            case CronTerm.Span(int from, int to, int step) ->
                "every " + ordinal(step) + " year from " + from + " to " + to;
            case CronTerm.Unspecified _, CronTerm.OfMonth _ -> throw unsaid(term);
        };
    }

    private static String ordinal(int number) {
        int lastTwo = number % 100;
        if (lastTwo >= 11 && lastTwo <= 13) {
            return number + "th";
        }
        return switch (number % 10) {
            case 1 -> number + "st";
            case 2 -> number + "nd";
            case 3 -> number + "rd";
            default -> number + "th";
        };
    }

    private static String joined(List<String> parts) {
        return Phrases.joined(parts, ", ", " and ");
    }
}
