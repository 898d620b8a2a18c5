package io.carillon.schedule;

import java.time.Instant;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * The wall-clock times of an expression turned into instants by a zone's rules. A gap's lost times either count at the
 * first instant after it or not at all; an overlap's times count at the first occurrence or at both.
 */
final class CronSchedule implements CountedSchedule {

    /** No zone is further from UTC than this. */
    private static final int WIDEST_OFFSET = 18 * 3600;

    private final WallPattern pattern;
    private final ZoneRules rules;
    private final boolean firesAfterGap;
    private final boolean firesInBothPasses;

    /**
     * The window that was last asked for. Threads may race on it: they see one immutable window or another, each is true for
     * ever, and one that doesn't hold the instant is looked up again. So it needs no lock and changes no answer.
     */
    private ZoneWindow recent;

    CronSchedule(WallPattern pattern, ZoneRules rules, boolean firesAfterGap, boolean firesInBothPasses) {
        this.pattern = pattern;
        this.rules = rules;
        this.firesAfterGap = firesAfterGap;
        this.firesInBothPasses = firesInBothPasses;
        this.recent = ZoneWindow.at(0, rules);
    }

    @Override
    public @Nullable Instant next(Instant after) {
        long from = Math.max(after.getEpochSecond() + 1, CivilTime.FIRST_SECOND - WIDEST_OFFSET);
        while (from <= CivilTime.LAST_SECOND) {
            ZoneWindow window = windowAt(from);
            long found = firstIn(window, from);
            if (found < window.end()) {
                return found > CivilTime.LAST_SECOND ? null : Instant.ofEpochSecond(found);
            }
            from = firstCandidate(window.end());
        }
        return null;
    }

    /** Window by window: within one, the fires are the times of the pattern, and a gap before it may add one. */
    @Override
    public Instant lastOf(int count, Instant after) {
        var counter = new WallCount(pattern);
        long left = count;
        long from = Math.max(after.getEpochSecond() + 1, CivilTime.FIRST_SECOND - WIDEST_OFFSET);
        while (from <= CivilTime.LAST_SECOND) {
            ZoneWindow window = windowAt(from);
            if (firesAfterGapAt(window, from)) {
                left--;
                if (left == 0) {
                    return Instant.ofEpochSecond(from);
                }
                from++;
            }
            long wall = Math.max(firstWall(window, from), CivilTime.FIRST_SECOND);
            long end = Math.min(window.end(), CivilTime.LAST_SECOND + 1) + window.offset();
            long inWindow = counter.between(wall, end);
            if (inWindow >= left) {
                return Instant.ofEpochSecond(counter.nth(wall, left - 1) - window.offset());
            }
            left -= inWindow;
            from = firstCandidate(window.end());
        }
        return Horizon.LAST;
    }

    private ZoneWindow windowAt(long second) {
        ZoneWindow window = recent;
        if (!window.contains(second)) {
            window = ZoneWindow.at(second, rules);
            recent = window;
        }
        return window;
    }

    /** The first fire at or after an instant of a window, if it lies in that window at all. */
    private long firstIn(ZoneWindow window, long from) {
        if (firesAfterGapAt(window, from)) {
            return from;
        }
        long next = pattern.next(firstWall(window, from));
        return next == WallPattern.NONE ? Long.MAX_VALUE : next - window.offset();
    }

    private boolean firesAfterGapAt(ZoneWindow window, long from) {
        return from == window.start() && firesAfterGap && window.beginsWithGap() && isInGap(window);
    }

    /** The first wall-clock time of a window that counts: what an overlap repeats may not. */
    private long firstWall(ZoneWindow window, long from) {
        long wall = from + window.offset();
        return window.beginsWithOverlap() && !firesInBothPasses
                ? Math.max(wall, window.start() + window.offsetBefore())
                : wall;
    }

    private boolean isInGap(ZoneWindow window) {
        return pattern.next(window.start() + window.offsetBefore()) < window.start() + window.offset();
    }

    /**
     * No zone can show a matching wall time between an instant and the answer, so everything up to there is skipped. A rare
     * date thereby costs one leap and not a visit to each change of the clocks on the way.
     */
    private long firstCandidate(long from) {
        if (from > CivilTime.LAST_SECOND) {
            return from;
        }
        long next = pattern.next(from - WIDEST_OFFSET);
        return next == WallPattern.NONE ? Long.MAX_VALUE : Math.max(from, next - WIDEST_OFFSET);
    }
}
