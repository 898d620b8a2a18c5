package io.carillon.engine;

import io.carillon.model.Problem;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Compiles triggers again when what they were compiled from has changed under them, such as the rules of a time zone. The fires
 * that were recorded ahead and no longer hold are taken back and recorded anew; what is due stays as it was. The definition is the
 * same, so there is no new version and no write for a job whose recorded fires still hold.
 */
final class Rescheduler {

    /** So few in one step that what is due meanwhile is not late. */
    private static final int JOBS_PER_STEP = 1_000;

    private final ArrayDeque<JobEntry> waiting = new ArrayDeque<>();
    private final Jobs jobs;
    private final Withdrawer withdrawer;
    private final Planner planner;
    private final FreshResources fresh;

    Rescheduler(Jobs jobs, Withdrawer withdrawer, Planner planner, FreshResources fresh) {
        this.fresh = fresh;
        this.jobs = jobs;
        this.withdrawer = withdrawer;
        this.planner = planner;
    }

    /** Notes the jobs with a trigger that a change concerns; {@link #proceed} sees to them. */
    void changed(Predicate<Trigger> concerned) {
        jobs.timeHasChanged();
        for (JobEntry entry : jobs.all()) {
            if (entry.job().spec().triggers().stream().anyMatch(concerned)) {
                waiting.add(entry);
            }
        }
    }

    /** Sees to jobs in this step, because what concerns them is about to become durable. */
    void followAtOnce(List<JobEntry> concerned, Instant now) {
        concerned.stream().filter(JobEntry::fires).forEach(entry -> compileAgain(entry, now));
    }

    /** Notes jobs that a change elsewhere concerns; {@link #proceed} sees to them. */
    void follow(List<JobEntry> concerned) {
        waiting.addAll(concerned);
    }

    boolean isBusy() {
        return !waiting.isEmpty();
    }

    /** Sees to some of them. What is due by now has to be recorded before. Another step does where this one has written too much. */
    void proceed(Instant now) {
        if (!fresh.mayComeBefore()) {
            return;
        }
        for (int i = Math.min(JOBS_PER_STEP, waiting.size()); i > 0; i--) {
            JobEntry entry = waiting.remove();
            if (entry.fires() && jobs.find(entry.job().id()) == entry) {
                compileAgain(entry, now);
            }
        }
    }

    /**
     * A delay counts from the end of a run and knows no rules: its fires stay. Where nothing was due for a while, the watermark may
     * be behind: it is brought here first, because the new rules hold from now on. A job that can't be compiled any more goes on as
     * before.
     */
    private void compileAgain(JobEntry entry, Instant now) {
        fresh.comeBefore(entry.partition());
        if (!planner.recordDue(entry.partition(), now)) {
            waiting.add(entry);
            return;
        }
        Job job = entry.job();
        List<Schedule> before = entry.schedules();
        var problems = new ArrayList<Problem>();
        List<Schedule> after = jobs.compile(job, problems);
        if (!problems.isEmpty()) {
            return;
        }
        Instant recorded = planner.through(entry.partition());
        Instant from = recorded;
        if (!sameFires(job, before, after, now, recorded)) {
            from = now;
            for (int i = 0; i < after.size(); i++) {
                if (!(job.spec().triggers().get(i) instanceof Trigger.Delay)) {
                    withdrawer.withdraw(entry, OptionalInt.of(i), now);
                }
            }
        }
        entry.become(job, jobs.shared(job, after));
        planner.adopt(entry, from, now);
    }

    private static boolean sameFires(Job job, List<Schedule> before, List<Schedule> after, Instant now, Instant end) {
        for (int i = 0; i < after.size(); i++) {
            if (!(job.spec().triggers().get(i) instanceof Trigger.Delay)
                    && !sameFires(before.get(i), after.get(i), now, end)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameFires(Schedule before, Schedule after, Instant now, Instant end) {
        Instant at = now;
        while (at != null) {
            Instant fire = until(end, before.next(at));
            if (!Objects.equals(fire, until(end, after.next(at)))) {
                return false;
            }
            at = fire;
        }
        return true;
    }

    private static @Nullable Instant until(Instant end, @Nullable Instant fire) {
        return fire == null || fire.isAfter(end) ? null : fire;
    }
}
