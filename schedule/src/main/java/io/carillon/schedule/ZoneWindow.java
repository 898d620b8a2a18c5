package io.carillon.schedule;

import java.time.Instant;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * A stretch of time in which a zone keeps one offset. All numbers are seconds; instants count from 1970 in UTC.
 *
 * @param start its first instant, or {@link Long#MIN_VALUE}
 * @param end the first instant after it, or {@link Long#MAX_VALUE}
 * @param offset what the wall clock is ahead of UTC in it
 * @param offsetBefore what it was ahead just before
 */
record ZoneWindow(long start, long end, int offset, int offsetBefore) {

    static ZoneWindow at(long second, ZoneRules rules) {
        Instant instant = Instant.ofEpochSecond(second);
        int offset = rules.getOffset(instant).getTotalSeconds();
        ZoneOffsetTransition begun = rules.previousTransition(Instant.ofEpochSecond(second + 1));
        ZoneOffsetTransition ending = rules.nextTransition(instant);
        return new ZoneWindow(
                begun == null ? Long.MIN_VALUE : begun.toEpochSecond(),
                ending == null ? Long.MAX_VALUE : ending.toEpochSecond(),
                offset,
                begun == null ? offset : begun.getOffsetBefore().getTotalSeconds());
    }

    boolean contains(long second) {
        return second >= start && second < end;
    }

    /** Whether the wall clock leapt ahead as it began. */
    boolean beginsWithGap() {
        return offset > offsetBefore;
    }

    /** Whether the wall clock was set back as it began, so that its first times come for the second time. */
    boolean beginsWithOverlap() {
        return offset < offsetBefore;
    }
}
