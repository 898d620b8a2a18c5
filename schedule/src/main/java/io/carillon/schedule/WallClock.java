package io.carillon.schedule;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;

/** When a zone's wall clock shows a time. A time in a gap is taken as the first instant after it. */
public final class WallClock {

    private WallClock() {}

    /**
     * The zone with the rules that it has now: one keeps the rules that it was made with, so it is asked for again by its name.
     *
     * @throws ScheduleException when there is no such zone any more
     */
    static ZoneId current(ZoneId zone) {
        try {
            return ZoneId.of(zone.getId());
        } catch (DateTimeException gone) {
            throw new ScheduleException("unknown-zone", "zone", -1, "there is no time zone '" + zone.getId() + "'");
        }
    }

    /** The first time that the clock shows it. */
    public static Instant first(LocalDateTime time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        return offsets.isEmpty() ? rules.getTransition(time).getInstant() : time.toInstant(offsets.getFirst());
    }

    /** The last time that the clock shows it. */
    public static Instant last(LocalDateTime time, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        List<ZoneOffset> offsets = rules.getValidOffsets(time);
        return offsets.isEmpty() ? rules.getTransition(time).getInstant() : time.toInstant(offsets.getLast());
    }
}
