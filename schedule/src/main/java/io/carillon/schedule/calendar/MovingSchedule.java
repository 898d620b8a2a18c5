package io.carillon.schedule.calendar;

import io.carillon.schedule.Schedule;
import io.carillon.schedule.WallClock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The fires of another schedule where those of a holiday come at the same time of day on a day that counts. A day collects
 * its own fires and those of the holidays beside it; two that fall together are one. A fire at a time of day that the calendar
 * leaves out is dropped, wherever it comes from.
 */
final class MovingSchedule implements Schedule {

    /** Longer holidays lose their fires. */
    private static final int LONGEST_HOLIDAY = 366;

    /** So many days with fires of which none is let in mean that none ever is. */
    private static final int DAYS_TO_TRY = 3_660;

    /** Where a holiday's fires go. */
    enum Direction {
        LATER(1),
        EARLIER(-1);

        private final int step;

        Direction(int step) {
            this.step = step;
        }
    }

    private final Schedule fires;
    private final Calendar calendar;
    private final ZoneId zone;
    private final Direction direction;

    MovingSchedule(Schedule fires, Calendar calendar, ZoneId zone, Direction direction) {
        this.fires = fires;
        this.calendar = calendar;
        this.zone = zone;
        this.direction = direction;
    }

    @Override
    public @Nullable Instant next(Instant after) {
        LocalDate date = LocalDate.ofInstant(after, zone);
        for (int i = 0; i < DAYS_TO_TRY && date != null; i++) {
            boolean counts = calendar.includesSomeOf(date);
            Instant found = counts ? firstOn(date, after) : null;
            if (found != null) {
                return found;
            }
            date = counts ? nextDayWithFires(date) : nextThatCounts(date.plusDays(1));
        }
        return null;
    }

    private @Nullable LocalDate nextThatCounts(LocalDate from) {
        return calendar.firstFrom(from.atStartOfDay())
                .map(LocalDateTime::toLocalDate)
                .orElse(null);
    }

    /** The day of the next fire or, if that is a holiday whose fires come earlier, the day that they come to. */
    private @Nullable LocalDate nextDayWithFires(LocalDate after) {
        Instant fire = fires.next(justBefore(after.plusDays(1).atStartOfDay()));
        if (fire == null) {
            return null;
        }
        LocalDate date = LocalDate.ofInstant(fire, zone);
        if (direction == Direction.LATER || calendar.includesSomeOf(date)) {
            return date;
        }
        LocalDate earlier = date.minusDays(1);
        while (earlier.isAfter(after) && !calendar.includesSomeOf(earlier)) {
            earlier = earlier.minusDays(1);
        }
        return earlier.isAfter(after) ? earlier : date;
    }

    private @Nullable Instant firstOn(LocalDate date, Instant after) {
        Instant first = firstMoved(date, date, after);
        LocalDate source = date.minusDays(direction.step);
        for (int i = 0; i < LONGEST_HOLIDAY && !calendar.includesSomeOf(source); i++) {
            Instant moved = firstMoved(source, date, after);
            if (first == null || (moved != null && moved.isBefore(first))) {
                first = moved;
            }
            source = source.minusDays(direction.step);
        }
        return first;
    }

    /** The first fire of a day that, moved to another at the same time, comes after an instant and is let in. */
    private @Nullable Instant firstMoved(LocalDate source, LocalDate target, Instant after) {
        Instant end = WallClock.first(source.plusDays(1).atStartOfDay(), zone);
        Instant fire = fires.next(justBefore(source.atTime(earliest(target, after))));
        while (fire != null && fire.isBefore(end)) {
            LocalDateTime wanted = target.atTime(LocalTime.ofInstant(fire, zone));
            LocalDateTime in = calendar.firstFrom(wanted).orElse(LocalDateTime.MAX);
            if (!in.toLocalDate().equals(target)) {
                return null;
            }
            Instant moved = source.equals(target) ? fire : WallClock.first(wanted, zone);
            if (in.equals(wanted) && moved.isAfter(after)) {
                return moved;
            }
            Instant opening = justBefore(source.atTime(in.toLocalTime()));
            fire = fires.next(opening.isAfter(fire) ? opening : fire);
        }
        return null;
    }

    private Instant justBefore(LocalDateTime time) {
        return WallClock.first(time, zone).minusNanos(1);
    }

    /** The time of day before which a fire would come too early to be the answer. */
    private LocalTime earliest(LocalDate target, Instant after) {
        LocalDateTime time = LocalDateTime.ofInstant(after, zone);
        return time.toLocalDate().equals(target) ? time.toLocalTime() : LocalTime.MIDNIGHT;
    }
}
