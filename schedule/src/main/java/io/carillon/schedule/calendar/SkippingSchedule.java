package io.carillon.schedule.calendar;

import io.carillon.schedule.Schedule;
import io.carillon.schedule.WallClock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fires of another schedule at moments that a calendar lets in. */
final class SkippingSchedule implements Schedule {

    /** So many fires that are out, each after another leap, mean that none is ever in. */
    private static final int LEAPS_TO_TRY = 10_000;

    private final Schedule fires;
    private final Calendar calendar;
    private final ZoneId zone;

    SkippingSchedule(Schedule fires, Calendar calendar, ZoneId zone) {
        this.fires = fires;
        this.calendar = calendar;
        this.zone = zone;
    }

    /** Leaps from a fire that is out to the next moment that is in, so that a long holiday is no long search. */
    @Override
    public @Nullable Instant next(Instant after) {
        Instant fire = fires.next(after);
        for (int i = 0; i < LEAPS_TO_TRY && fire != null; i++) {
            LocalDateTime time = LocalDateTime.ofInstant(fire, zone);
            Optional<LocalDateTime> in = calendar.firstFrom(time);
            if (in.isEmpty()) {
                return null;
            }
            if (in.get().equals(time)) {
                return fire;
            }
            Instant opening = WallClock.first(in.get(), zone).minusNanos(1);
            fire = fires.next(opening.isAfter(fire) ? opening : fire);
        }
        return null;
    }
}
