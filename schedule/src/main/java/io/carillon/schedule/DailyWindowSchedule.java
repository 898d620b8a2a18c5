package io.carillon.schedule;

import io.carillon.model.job.DailyWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Whole periods from each window's start to its end, by elapsed time. Where the clocks change, a window starts at the first
 * occurrence of its start and ends with the last occurrence of its end.
 */
final class DailyWindowSchedule implements Schedule {

    private static final int DAYS_TO_LOOK_AT = 9;

    private final Duration period;
    private final DailyWindow window;
    private final ZoneId zone;

    DailyWindowSchedule(Duration period, DailyWindow window, ZoneId zone) {
        this.period = period;
        this.window = window;
        this.zone = zone;
    }

    @Override
    public @Nullable Instant next(Instant after) {
        if (!Horizon.contains(after)) {
            return after.isBefore(Horizon.FIRST) ? next(Horizon.FIRST) : null;
        }
        LocalDate yesterday = LocalDate.ofInstant(after, zone).minusDays(1);
        for (int i = 0; i < DAYS_TO_LOOK_AT; i++) {
            Instant found = nextOn(yesterday.plusDays(i), after);
            if (found != null) {
                return Horizon.contains(found) ? found : null;
            }
        }
        return null;
    }

    private @Nullable Instant nextOn(LocalDate date, Instant after) {
        if (!window.days().contains(date.getDayOfWeek())) {
            return null;
        }
        Instant start = WallClock.first(LocalDateTime.of(date, window.from()), zone);
        if (after.isBefore(start)) {
            return start;
        }
        LocalDate lastDate = window.from().isBefore(window.to()) ? date : date.plusDays(1);
        Instant end = WallClock.last(LocalDateTime.of(lastDate, window.to()), zone);
        long periods = Duration.between(start, after).toNanos() / period.toNanos() + 1;
        Instant next = start.plusNanos(periods * period.toNanos());
        return next.isAfter(end) ? null : next;
    }
}
