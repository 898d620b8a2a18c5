package io.carillon.engine;

import io.carillon.engine.testing.TestingStore;
import io.carillon.model.JobKey;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/** The fires that a store has a record of, and those that it should have by plain counting, second by second. */
final class Fires {

    private Fires() {}

    /** The instants in (after, through] whose second of the epoch matches. */
    static List<Instant> expected(Instant after, Instant through, LongPredicate secondOfEpoch) {
        var fires = new ArrayList<Instant>();
        for (long second = after.getEpochSecond(); second <= through.getEpochSecond(); second++) {
            var fire = Instant.ofEpochSecond(second);
            if (secondOfEpoch.test(second) && fire.isAfter(after) && !fire.isAfter(through)) {
                fires.add(fire);
            }
        }
        return fires;
    }

    /** The recorded fires of a job up to an instant, in order, doubles included. */
    static List<Instant> recorded(TestingStore store, JobKey job, Instant through) {
        return ofJob(store, job).stream()
                .filter(run -> run.cause().isFire())
                .map(Run::scheduledAt)
                .filter(at -> !at.isAfter(through))
                .sorted()
                .toList();
    }

    static List<Run> ofJob(TestingStore store, JobKey job) {
        return store.runs().stream().filter(run -> run.job().equals(job)).toList();
    }

    /** The instants of the runs of a job that succeeded. */
    static List<Instant> succeeded(TestingStore store, JobKey job) {
        return ofJob(store, job).stream()
                .filter(run -> run.state() instanceof RunState.Succeeded)
                .map(Run::scheduledAt)
                .sorted()
                .toList();
    }

    /** The instants of the runs of a job that were skipped, one for each record. */
    static List<Instant> skipped(TestingStore store, JobKey job) {
        return ofJob(store, job).stream()
                .filter(run -> run.state() instanceof RunState.Skipped)
                .map(Run::scheduledAt)
                .sorted()
                .toList();
    }
}
