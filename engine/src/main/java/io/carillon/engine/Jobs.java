package io.carillon.engine;

import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.Partition;
import io.carillon.model.Problem;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Run;
import io.carillon.schedule.Schedule;
import io.carillon.schedule.ScheduleException;
import io.carillon.schedule.Schedules;
import io.carillon.schedule.TriggerContext;
import io.carillon.schedule.calendar.Calendars;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The jobs of the owned partitions, each with its triggers compiled. */
final class Jobs {

    private final Sharing sharing = new Sharing();
    private final Map<JobKey, JobEntry> byKey = new HashMap<>();
    private final Map<JobId, JobEntry> orphans = new HashMap<>();
    private final TreeMap<Partition, Map<JobId, JobEntry>> byPartition = new TreeMap<>();
    private final CalendarSource calendars;
    private final FreshJobs fresh;

    Jobs(CalendarSource calendars, FreshJobs fresh) {
        this.calendars = calendars;
        this.fresh = fresh;
    }

    /** Which definitions are not durable yet. */
    FreshJobs fresh() {
        return fresh;
    }

    /** Takes a job that was accepted before. Whoever read it has seen to it that it shares what it has in common with others. */
    JobEntry add(Partition partition, Job job) {
        return enter(new JobEntry(partition, job, sharing.of(job, same -> compile(same, new ArrayList<>()))));
    }

    JobEntry add(Partition partition, Job added, List<Schedule> schedules) {
        Job job = sharing.of(added);
        return enter(new JobEntry(partition, job, shared(job, schedules)));
    }

    /** Schedules that a job was compiled to, or equal ones that others have too. */
    List<Schedule> shared(Job job, List<Schedule> compiled) {
        return sharing.of(job, _ -> compiled);
    }

    private JobEntry enter(JobEntry entry) {
        Job job = entry.job();
        byKey.put(job.key(), entry);
        byPartition.computeIfAbsent(entry.partition(), _ -> new TreeMap<>()).put(job.id(), entry);
        return entry;
    }

    /** Whatever is compiled from now on may differ from what was compiled before. */
    void timeHasChanged() {
        sharing.forgetSchedules();
    }

    @Nullable
    JobEntry find(JobKey key) {
        return byKey.get(key);
    }

    @Nullable
    JobEntry find(JobId id) {
        Map<JobId, JobEntry> neighbours = byPartition.get(id.partition());
        return neighbours == null ? null : neighbours.get(id);
    }

    /** Forgets the jobs of a partition, those that only live on for their runs included. */
    void lose(Partition partition) {
        of(partition).forEach(this::forget);
        orphans.values().removeIf(entry -> entry.partition().equals(partition));
    }

    /** The entry of a job that was deleted while it still had runs: they end by the definition that they were made from. */
    JobEntry orphanage(LoadedRun loaded) {
        Run run = loaded.run();
        return orphans.computeIfAbsent(run.jobId(), id -> {
            var job = new Job(id, run.job(), run.jobVersion(), Map.of(), loaded.spec(), true, id.madeAt(), id.madeAt());
            var entry = new JobEntry(run.id().partition(), job, List.of());
            entry.markDeleted();
            return entry;
        });
    }

    /** The entry of another owner's job for runs of it that live here. */
    JobEntry guest(Partition partition, Job job) {
        JobEntry entry = orphans.computeIfAbsent(job.id(), _ -> {
            var guest = new JobEntry(partition, job, List.of());
            guest.markDeleted();
            return guest;
        });
        if (entry.job().version() <= job.version()) {
            entry.become(job, List.of());
        }
        return entry;
    }

    /** Forgets the deleted jobs whose last run has ended, unless their rate holds back what may be left in the store. */
    void releaseOrphans(Instant now) {
        orphans.values().removeIf(entry -> entry.runs() == 0 && !entry.isPaced(now));
    }

    /** Frees the name. Runs of the job that have not ended keep its entry, and so does its rate for as long as it holds any back. */
    void remove(JobEntry entry, Instant now) {
        if (entry.runs() > 0 || entry.isPaced(now)) {
            orphans.put(entry.job().id(), entry);
        }
        forget(entry);
    }

    private void forget(JobEntry entry) {
        entry.markDeleted();
        byKey.remove(entry.job().key(), entry);
        Map<JobId, JobEntry> neighbours = byPartition.get(entry.partition());
        if (neighbours != null) {
            neighbours.remove(entry.job().id());
        }
    }

    /** All of them, in an order that is the same wherever it is asked for. */
    List<JobEntry> all() {
        return byPartition.values().stream()
                .flatMap(neighbours -> neighbours.values().stream())
                .toList();
    }

    private List<JobEntry> of(Partition partition) {
        return List.copyOf(byPartition.getOrDefault(partition, Map.of()).values());
    }

    /**
     * Compiles the triggers of a job. One that can't be compiled never fires and is named among the problems; the others are not
     * affected.
     */
    List<Schedule> compile(Job job, List<Problem> problems) {
        return compile(job, calendars, problems);
    }

    static List<Schedule> compile(Job job, CalendarSource calendars, List<Problem> problems) {
        var schedules = new ArrayList<Schedule>();
        List<Trigger> triggers = job.spec().triggers();
        for (int i = 0; i < triggers.size(); i++) {
            Trigger trigger = triggers.get(i);
            try {
                schedules.add(Schedules.compile(trigger, context(job, trigger, calendars)));
            } catch (ScheduleException refused) {
                schedules.add(_ -> null);
                problems.add(new Problem(
                        pointer(i, refused.field(), trigger), refused.code(), String.valueOf(refused.getMessage())));
            }
        }
        return schedules;
    }

    static TriggerContext context(Job job, Trigger trigger, CalendarSource calendars) {
        return new TriggerContext(calendars.of(job.key().namespace()), anchor(job, trigger), spread(job.key()));
    }

    /** A fixed rate keeps its beat across edits and restarts; a delay counts from when the job became active. */
    private static Instant anchor(Job job, Trigger trigger) {
        return trigger instanceof Trigger.Delay ? job.activeFrom() : job.createdAt();
    }

    /** When a fixed delay fires whose pause began at an instant; null if that is beyond its end. */
    static @Nullable Instant afterPause(Job job, Trigger.Delay delay, Instant pauseBegan) {
        var context = new TriggerContext(Calendars.NONE, pauseBegan, spread(job.key()));
        return Schedules.compile(delay, context).next(pauseBegan);
    }

    private static long spread(JobKey key) {
        long hash = 1125899906842597L;
        String text = key.toString();
        for (int i = 0; i < text.length(); i++) {
            hash = 31 * hash + text.charAt(i);
        }
        return hash;
    }

    /** What is wrong with a trigger that makes sense and does not fire any more. */
    static Problem withoutFuture(int index, Trigger trigger, Instant now) {
        boolean over = trigger.options().bounds().end().filter(now::isAfter).isPresent();
        return over
                ? new Problem(pointer(index, "end", trigger), "never-fires", "never fires: its end is in the past")
                : new Problem(pointer(index, "", trigger), "never-fires", "never fires: all of it is in the past");
    }

    /** Where a mistake is, in the job's document. */
    private static String pointer(int index, String field, Trigger trigger) {
        return "/spec/triggers/" + index + "/" + TriggerFields.named(field, trigger);
    }
}
