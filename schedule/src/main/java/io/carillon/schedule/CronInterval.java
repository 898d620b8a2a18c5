package io.carillon.schedule;

import java.time.Duration;
import java.util.List;

/** The period of {@code @every}: numbers with units from the largest down, as in {@code 1h30m}. */
final class CronInterval {

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofDays(3660);

    private record Unit(String name, Duration length) {}

    /** In the order in which they may be written. */
    private static final List<Unit> UNITS = List.of(
            new Unit("D", Duration.ofDays(1)),
            new Unit("H", Duration.ofHours(1)),
            new Unit("M", Duration.ofMinutes(1)),
            new Unit("S", Duration.ofSeconds(1)),
            new Unit("MS", Duration.ofMillis(1)));

    private CronInterval() {}

    static Duration parse(CronText text) {
        int start = text.position();
        Duration sum = Duration.ZERO;
        int unit = -1;
        while (!text.atEnd()) {
            int position = text.position();
            long number = text.atDigit() ? text.number() : -1;
            int next = indexOf(text.letters());
            if (number < 0 || next <= unit) {
                throw refused(position);
            }
            sum = sum.plus(UNITS.get(next).length().multipliedBy(number));
            unit = next;
        }
        if (sum.compareTo(SHORTEST) < 0 || sum.compareTo(LONGEST) > 0) {
            throw refused(start);
        }
        return sum;
    }

    private static int indexOf(String name) {
        for (int i = 0; i < UNITS.size(); i++) {
            if (UNITS.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private static ScheduleException refused(int position) {
        return new ScheduleException(
                "cron-interval", "expression", position, "allowed after @every: 100ms to 3660d, as in 90s or 1h30m");
    }
}
