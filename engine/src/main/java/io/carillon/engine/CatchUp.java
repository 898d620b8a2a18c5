package io.carillon.engine;

import io.carillon.model.job.Misfire;
import io.carillon.model.run.Cause;
import io.carillon.model.run.SkipReason;
import io.carillon.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers for fires that were missed because no scheduler was there: which of them run is the job's misfire policy, and every
 * other one is recorded as skipped, one by one while they are few and in one record when they are many.
 */
final class CatchUp {

    private static final int SKIPS_RECORDED_SINGLY = 100;

    private final RunMaker maker;

    CatchUp(RunMaker maker) {
        this.maker = maker;
    }

    /** Records the missed fires from {@code first} up to now, and returns the first fire after now. */
    @Nullable
    Instant record(JobEntry entry, int trigger, Instant first, Instant now) {
        Misfire policy = entry.job().spec().misfire();
        Schedule schedule = entry.schedules().get(trigger);
        int limit = limit(policy);
        var kept = new ArrayDeque<Instant>();
        var skipped = new Skips();
        Instant fire = first;
        while (fire != null && !fire.isAfter(now)) {
            if (isTooLate(policy, fire, now)) {
                skipped.add(fire);
            } else {
                kept.addLast(fire);
                if (kept.size() > limit) {
                    skipped.add(kept.removeFirst());
                }
            }
            fire = schedule.next(fire);
        }
        skipped.record(entry, trigger, now);
        kept.forEach(at -> maker.record(entry, at, new Cause.CaughtUp(trigger), now));
        return fire;
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

    private final class Skips {

        private final List<Instant> few = new ArrayList<>();
        private @Nullable Instant last;
        private long count;

        void add(Instant fire) {
            count++;
            last = fire;
            if (count <= SKIPS_RECORDED_SINGLY) {
                few.add(fire);
            }
        }

        void record(JobEntry entry, int trigger, Instant now) {
            if (count > SKIPS_RECORDED_SINGLY && last != null) {
                maker.skip(entry, new RunMaker.Skip(trigger, SkipReason.MISFIRE, few.getFirst(), last, count), now);
            } else {
                few.forEach(
                        fire -> maker.skip(entry, new RunMaker.Skip(trigger, SkipReason.MISFIRE, fire, fire, 1), now));
            }
        }
    }
}
