package io.carillon.engine;

import io.carillon.model.job.Misfire;
import io.carillon.model.run.Cause;
import io.carillon.model.run.SkipReason;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.Schedules;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers for the fires of a trigger that were missed because no scheduler was there: which of them run is the job's misfire policy,
 * and every other one is recorded as skipped, one by one while they are few and in one record when they are many.
 *
 * <p>They may be very many, so they are looked through some at a time, and recorded when all have been.
 */
final class CatchUp {

    private static final int SKIPS_RECORDED_SINGLY = 100;
    private static final int LONGEST_LEAP = 1 << 20;

    private final ArrayDeque<Instant> kept = new ArrayDeque<>();
    private final List<Instant> firstSkipped = new ArrayList<>();
    private final JobEntry entry;
    private final int trigger;
    private final Schedule schedule;
    private final Misfire policy;
    private @Nullable Instant next;
    private @Nullable Instant lastSkipped;
    private long skipped;

    CatchUp(JobEntry entry, int trigger, Instant first) {
        this.entry = entry;
        this.trigger = trigger;
        this.schedule = entry.schedules().get(trigger);
        this.policy = entry.job().spec().misfire();
        this.next = first;
    }

    /** Looks at no more fires than a number, up to now, and returns how many it were. */
    int lookThrough(int most, Instant now) {
        int looked = leap(now);
        for (Instant fire = next; looked < most && fire != null && !fire.isAfter(now); looked++) {
            keepOrSkip(fire, now);
            fire = schedule.next(fire);
            next = fire;
        }
        return looked;
    }

    /** Whether all that were missed by now have been looked at. */
    boolean isThrough(Instant now) {
        return next == null || next.isAfter(now);
    }

    /** Records what has been looked at, and returns the first fire behind it. */
    @Nullable
    Instant record(RunMaker maker, Instant now) {
        if (skipped > SKIPS_RECORDED_SINGLY && lastSkipped != null) {
            maker.skip(entry, skip(firstSkipped.getFirst(), lastSkipped, skipped), now);
        } else {
            firstSkipped.forEach(fire -> maker.skip(entry, skip(fire, fire, 1), now));
        }
        kept.forEach(fire -> maker.record(entry, fire, new Cause.CaughtUp(trigger), now));
        return next;
    }

    /**
     * Where fires can be counted without a look at each, skips those that give way to later ones many at once, in ever smaller
     * leaps. Returns how many leaps it were.
     */
    private int leap(Instant now) {
        int leaps = 0;
        for (int n = LONGEST_LEAP; n > SKIPS_RECORDED_SINGLY && kept.isEmpty() && Schedules.counts(schedule); n /= 2) {
            while (next != null
                    && !Schedules.lastOf(n - 1 + limit(policy), schedule, next).isAfter(now)) {
                if (firstSkipped.isEmpty()) {
                    firstSkipped.add(next);
                }
                lastSkipped = Schedules.lastOf(n - 1, schedule, next);
                skipped += n;
                next = schedule.next(lastSkipped);
                leaps++;
            }
        }
        return leaps;
    }

    private void keepOrSkip(Instant fire, Instant now) {
        if (isTooLate(policy, fire, now)) {
            kept.forEach(this::skip);
            kept.clear();
            skip(fire);
            return;
        }
        kept.addLast(fire);
        if (kept.size() > limit(policy)) {
            skip(kept.removeFirst());
        }
    }

    private void skip(Instant fire) {
        skipped++;
        lastSkipped = fire;
        if (skipped <= SKIPS_RECORDED_SINGLY) {
            firstSkipped.add(fire);
        }
    }

    private RunMaker.Skip skip(Instant first, Instant last, long count) {
        return new RunMaker.Skip(trigger, SkipReason.MISFIRE, first, last, count);
    }

    private static int limit(Misfire policy) {
        return switch (policy.policy()) {
            case FIRE_ONCE -> 1;
            case FIRE_ALL -> policy.max();
            case SKIP -> 0;
        };
    }

    static boolean isTooLate(Misfire policy, Instant fire, Instant now) {
        return policy.within() != null && fire.isBefore(now.minus(policy.within()));
    }
}
