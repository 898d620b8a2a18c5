package io.carillon.schedule.oracle;

import com.cronutils.model.CronType;
import io.carillon.model.job.CronDialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Supplier;

/** Draws expressions together with the libraries that give the same words the same meaning. */
final class RandomCron {

    /** An expression of ours, and what others read. */
    record Sample(String expression, CronDialect dialect, List<Supplier<Oracle>> oracles) {}

    private static final List<String> WEEKDAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
    private static final List<String> MONTHS =
            List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");

    private final Random random;

    RandomCron(Random random) {
        this.random = random;
    }

    Sample next() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> quartzByDate();
            case 2 -> quartzByWeekday();
            case 3 -> unixByOneDayField();
            case 4 -> unixByEitherDayField();
            default -> springByBothDayFields();
        };
    }

    private Sample quartzByDate() {
        return quartz(times() + " " + date() + " " + months() + " ?");
    }

    private Sample quartzByWeekday() {
        return quartz(times() + " ? " + months() + " " + weekday());
    }

    private Sample quartz(String expression) {
        List<Supplier<Oracle>> oracles = List.of(
                () -> Oracle.quartz(expression),
                () -> Oracle.spring(expression),
                () -> Oracle.cronUtils(expression, CronType.QUARTZ));
        return new Sample(expression, CronDialect.QUARTZ, oracles);
    }

    private Sample unixByOneDayField() {
        String time = field(0, 59) + " " + field(0, 23);
        boolean byDate = random.nextBoolean();
        String dates = byDate ? field(1, 31) : "*";
        String weekdays = byDate ? "*" : weekdayNames();
        String months = field(1, 12);
        String unix = String.join(" ", time, dates, months, weekdays);
        String quartz = String.join(" ", "0", time, byDate ? dates : "?", months, byDate ? "?" : weekdays);
        return new Sample(
                unix,
                CronDialect.UNIX,
                List.of(
                        () -> Oracle.quartz(quartz),
                        () -> Oracle.spring("0 " + unix),
                        () -> Oracle.cronUtils(unix, CronType.UNIX)));
    }

    private Sample unixByEitherDayField() {
        String time = field(0, 59) + " " + field(0, 23);
        String months = months();
        String dates = span(1, 31);
        String weekdays = weekdayNames();
        String unix = String.join(" ", time, dates, months, weekdays);
        return new Sample(
                unix,
                CronDialect.UNIX,
                List.of(
                        () -> Oracle.either(
                                Oracle.quartz(String.join(" ", "0", time, dates, months, "?")),
                                Oracle.quartz(String.join(" ", "0", time, "?", months, weekdays))),
                        () -> Oracle.cronUtils(unix, CronType.UNIX)));
    }

    private Sample springByBothDayFields() {
        String expression = String.join(" ", times(), field(1, 31), months(), weekdayNames());
        return new Sample(
                expression,
                CronDialect.SPRING,
                List.of(() -> Oracle.spring(expression), () -> Oracle.cronUtils(expression, CronType.SPRING53)));
    }

    private String times() {
        String seconds = random.nextInt(3) > 0 ? "0" : field(0, 59);
        return seconds + " " + field(0, 59) + " " + field(0, 23);
    }

    private String months() {
        if (random.nextInt(4) == 0) {
            return MONTHS.get(random.nextInt(12));
        }
        return random.nextBoolean() ? "*" : field(1, 12);
    }

    private String date() {
        return switch (random.nextInt(8)) {
            case 0 -> "L";
            case 1 -> "LW";
            case 2 -> "L-" + (1 + random.nextInt(10));
            case 3 -> (1 + random.nextInt(28)) + "W";
            default -> field(1, 31);
        };
    }

    private String weekday() {
        String name = WEEKDAYS.get(random.nextInt(7));
        return switch (random.nextInt(4)) {
            case 0 -> name + "#" + (1 + random.nextInt(5));
            case 1 -> name + "L";
            default -> weekdayNames();
        };
    }

    private String weekdayNames() {
        int first = 1 + random.nextInt(6);
        int last = first + random.nextInt(7 - first);
        return switch (random.nextInt(3)) {
            case 0 -> WEEKDAYS.get(random.nextInt(7));
            case 1 -> last > first ? WEEKDAYS.get(first) + "-" + WEEKDAYS.get(last) : WEEKDAYS.get(first);
            default ->
                listed(0, 6).stream()
                        .map(WEEKDAYS::get)
                        .reduce((a, b) -> a + "," + b)
                        .orElse("*");
        };
    }

    private String field(int lowest, int highest) {
        return random.nextInt(10) < 3 ? "*" : span(lowest, highest);
    }

    private String span(int lowest, int highest) {
        int from = lowest + random.nextInt(highest - lowest);
        int to = from + 1 + random.nextInt(highest - from);
        int step = 2 + random.nextInt((highest - lowest) / 2);
        return switch (random.nextInt(8)) {
            case 0 -> from + "-" + to;
            case 1 -> from + "-" + to + "/" + step;
            case 2 -> from + "/" + step;
            case 3 -> highest == 31 || highest == 12 ? Integer.toString(to) : "*/" + step;
            case 4 ->
                listed(lowest, highest).stream()
                        .map(String::valueOf)
                        .reduce((a, b) -> a + "," + b)
                        .orElse("*");
            default -> Integer.toString(random.nextBoolean() ? from : to);
        };
    }

    private List<Integer> listed(int lowest, int highest) {
        TreeSet<Integer> values = new TreeSet<>();
        for (int count = 2 + random.nextInt(3); count > 0; count--) {
            values.add(lowest + random.nextInt(highest - lowest + 1));
        }
        return new ArrayList<>(values);
    }
}
