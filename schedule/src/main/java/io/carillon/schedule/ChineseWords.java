package io.carillon.schedule;

import java.time.DayOfWeek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Says in Chinese when an expression fires: from the year down to the second, as the language does. */
final class ChineseWords {

    private static final int DAYS_OF_A_WEEK = 7;
    private static final List<String> WEEKDAYS = List.of("周日", "周一", "周二", "周三", "周四", "周五", "周六");

    /** Words and numbers are set apart by a space, wherever they come to stand beside each other. */
    private static final Pattern BETWEEN_WORD_AND_NUMBER =
            Pattern.compile("(?<=\\p{IsHan})(?=\\d)|(?<=\\d)(?=\\p{IsHan})");

    private ChineseWords() {}

    static String describe(CronBody body) {
        String words = switch (body) {
            case CronBody.Interval(Duration period) -> "每隔" + span(period);
            case CronBody.Fields fields -> fields(new CronShape(fields));
        };
        return spaced(words);
    }

    static String spaced(String words) {
        return BETWEEN_WORD_AND_NUMBER.matcher(words).replaceAll(" ");
    }

    /** Weekdays by themselves, as in "every Monday to Friday". */
    static String weekdays(Set<DayOfWeek> days) {
        List<DayOfWeek> inOrder = days.stream().sorted().toList();
        if (inOrder.size() == DAYS_OF_A_WEEK) {
            return "每天";
        }
        if (Phrases.isRange(inOrder)) {
            return "每" + WEEKDAYS.get(inOrder.getFirst().getValue()) + "至"
                    + WEEKDAYS.get(inOrder.getLast().getValue() % DAYS_OF_A_WEEK);
        }
        return "每"
                + joined(inOrder.stream()
                        .map(day -> WEEKDAYS.get(day.getValue() % DAYS_OF_A_WEEK))
                        .toList());
    }

    static String span(Duration period) {
        List<String> parts = new ArrayList<>();
        addAmount(parts, period.toDaysPart(), "天");
        addAmount(parts, period.toHoursPart(), "小时");
        addAmount(parts, period.toMinutesPart(), "分钟");
        addAmount(parts, period.toSecondsPart(), "秒");
        addAmount(parts, period.toMillisPart(), "毫秒");
        return String.join("", parts);
    }

    private static void addAmount(List<String> parts, long amount, String unit) {
        if (amount != 0) {
            parts.add(amount + unit);
        }
    }

    private static String fields(CronShape shape) {
        List<String> parts = new ArrayList<>();
        if (!shape.isEvery(CronField.YEAR)) {
            parts.add(joined(shape.terms(CronField.YEAR).stream()
                    .map(term -> counted(term, "年", "", CronField.YEAR))
                    .toList()));
        }
        if (!shape.isEvery(CronField.MONTH)) {
            parts.add(joined(shape.terms(CronField.MONTH).stream()
                    .map(term -> counted(term, "月", "个", CronField.MONTH))
                    .toList()));
        }
        List<String> clockTimes = shape.clockTimes();
        parts.addAll(days(shape, !clockTimes.isEmpty()));
        if (clockTimes.isEmpty()) {
            parts.addAll(times(shape));
        } else {
            parts.add(joined(clockTimes));
        }
        return String.join("，", parts);
    }

    private static List<String> times(CronShape shape) {
        List<String> parts = new ArrayList<>();
        boolean wholeMinutes = shape.isZero(CronField.SECOND);
        if (!shape.isEvery(CronField.HOUR)) {
            parts.add(counted(shape, CronField.HOUR, "点", "小时"));
        } else if (!shape.isEven(CronField.MINUTE)) {
            parts.add("每小时");
        }
        if (!shape.isEvery(CronField.MINUTE)) {
            parts.add(counted(shape, CronField.MINUTE, "分", "分钟"));
        } else if (wholeMinutes || !shape.isEven(CronField.SECOND)) {
            parts.add("每分钟");
        }
        if (!wholeMinutes) {
            parts.add(counted(shape, CronField.SECOND, "秒", "秒"));
        }
        return parts;
    }

    private static String counted(CronShape shape, CronField field, String point, String amount) {
        return joined(shape.terms(field).stream()
                .map(term -> timeTerm(term, field, point, amount))
                .toList());
    }

    private static String timeTerm(CronTerm term, CronField field, String point, String amount) {
        String place = field == CronField.HOUR ? "" : "第";
        return switch (term) {
            case CronTerm.Every(int from, int to, int step) when term.repeats() -> every(step, amount);
            case CronTerm.Every(int from, int to, int step) -> place + from + point;
            case CronTerm.Span(int from, int to, int step) when !term.repeats() -> place + from + point;
            case CronTerm.Span(int from, int to, int step) ->
                place + from + point + "至" + place + to % field.size() + point + every(step, amount);
            case CronTerm.Unspecified _, CronTerm.OfMonth _ -> throw unsaid(term);
        };
    }

    private static String every(int step, String amount) {
        return step == 1 ? "每" + amount : "每" + step + amount;
    }

    /** Months, years and days of the month. */
    private static String counted(CronTerm term, String unit, String measure, CronField field) {
        return switch (term) {
            case CronTerm.Every(int from, int to, int step) -> "从" + from + unit + "起每" + step + measure + unit;
            case CronTerm.Span(int from, int to, int step) when !term.repeats() -> from + unit;
            case CronTerm.Span(int from, int to, int step) -> {
                int last = field == CronField.YEAR || to < field.size() + 1 ? to : to - field.size();
                String range = from + unit + "至" + last + unit;
                yield step == 1 ? range : range + "每" + step + measure + unit;
            }
            case CronTerm.Unspecified _, CronTerm.OfMonth _ -> throw unsaid(term);
        };
    }

    private static List<String> days(CronShape shape, boolean sayEveryDay) {
        String dates = shape.isEvery(CronField.DAY_OF_MONTH)
                ? ""
                : "每月"
                        + joined(shape.terms(CronField.DAY_OF_MONTH).stream()
                                .map(ChineseWords::date)
                                .toList());
        String weekdays = shape.isEvery(CronField.DAY_OF_WEEK)
                ? ""
                : joined(shape.terms(CronField.DAY_OF_WEEK).stream()
                        .map(ChineseWords::weekday)
                        .toList());
        if (dates.isEmpty() && weekdays.isEmpty()) {
            return sayEveryDay ? List.of("每天") : List.of();
        }
        if (dates.isEmpty() || weekdays.isEmpty()) {
            return List.of(dates + weekdays);
        }
        return List.of(shape.eitherDay() ? dates + "或" + weekdays : dates + "且须为" + weekdays.replace("每周", "周"));
    }

    private static String date(CronTerm term) {
        return switch (term) {
            case CronTerm.LastDay(int before, boolean workday) -> lastDay(before, workday);
            case CronTerm.NearestWorkday(int day) -> "离" + day + "日最近的工作日";
            case CronTerm.Every _,
                    CronTerm.Span _,
                    CronTerm.Unspecified _,
                    CronTerm.LastWeekday _,
                    CronTerm.NthWeekday _ -> counted(term, "日", "", CronField.DAY_OF_MONTH);
        };
    }

    private static String lastDay(int before, boolean workday) {
        if (before == 0) {
            return workday ? "最后一个工作日" : "最后一天";
        }
        String day = "倒数第" + (before + 1) + "天";
        return workday ? "离" + day + "最近的工作日" : day;
    }

    private static String weekday(CronTerm term) {
        return switch (term) {
            case CronTerm.LastWeekday(int weekday) -> "每月最后一个" + WEEKDAYS.get(weekday);
            case CronTerm.NthWeekday(int weekday, int nth) -> "每月第" + nth + "个" + WEEKDAYS.get(weekday);
            case CronTerm.Span(int from, int to, int step)
            when step == 1 && to - from > 1 -> "每" + WEEKDAYS.get(from) + "至" + WEEKDAYS.get(to % 7);
            case CronTerm.Span _, CronTerm.Every _ ->
                "每"
                        + joined(CronShape.values(CronField.DAY_OF_WEEK, List.of(term)).stream()
                                .map(WEEKDAYS::get)
                                .toList());
            case CronTerm.Unspecified _, CronTerm.LastDay _, CronTerm.NearestWorkday _ -> throw unsaid(term);
        };
    }

    private static IllegalStateException unsaid(CronTerm term) {
        return new IllegalStateException("the parser lets no such term into this field: " + term);
    }

    private static String joined(List<String> parts) {
        return Phrases.joined(parts, "、", "和");
    }
}
