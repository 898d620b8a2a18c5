package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Cause;
import io.carillon.schedule.Schedule;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Records fires before they are due: inserts the runs of (watermark, now + horizon] and moves the watermark in the same batch. A
 * recurring job costs no write of its own: its next fire is a function of its definition and the watermark.
 */
final class Planner {

    private final PriorityQueue<Upcoming> upcoming = new PriorityQueue<>(Comparator.comparing(Upcoming::fire)
            .thenComparing(next -> next.entry().job().id())
            .thenComparingInt(Upcoming::trigger));
    private final RunMaker maker;
    private final CatchUp catchUp;
    private final GroupCommit commit;
    private final Partitions partitions;
    private final Settings settings;
    private Instant through;
    private Instant lastPlanned = Instant.MIN;

    Planner(RunMaker maker, GroupCommit commit, Partitions partitions, Settings settings, Instant start) {
        this.maker = maker;
        this.catchUp = new CatchUp(maker);
        this.commit = commit;
        this.partitions = partitions;
        this.settings = settings;
        this.through = start;
    }

    /** A job as it was when its fire was looked up: an edit or a pause makes the entry worthless. */
    private record Upcoming(Instant fire, JobEntry entry, int generation, int trigger) {

        boolean stale() {
            return entry.generation() != generation || !entry.fires();
        }
    }

    /** Up to here everything is recorded. */
    Instant through() {
        return through;
    }

    /** Takes over the triggers of a job whose fires are recorded up to an instant. */
    void adopt(JobEntry entry, Instant recorded, Instant now) {
        if (!entry.fires()) {
            return;
        }
        Job job = entry.job();
        Instant after = recorded.isAfter(job.activeFrom()) ? recorded : job.activeFrom();
        for (int i = 0; i < job.spec().triggers().size(); i++) {
            if (!(job.spec().triggers().get(i) instanceof Trigger.Delay)) {
                push(entry, i, recordFrom(entry, i, after, now));
            }
        }
        commit.write(partitions.move(entry.partition(), through));
    }

    /** Begins the triggers of a job that has just become active. */
    void begin(JobEntry entry, Instant now) {
        adopt(entry, now, now);
        if (entry.fires()) {
            for (int i = 0; i < entry.schedules().size(); i++) {
                delayFrom(entry, i, entry.job().activeFrom(), now);
            }
        }
    }

    /** A fixed delay fires when its pause after the end of the previous run is over. */
    void delayFrom(JobEntry entry, int trigger, Instant end, Instant now) {
        List<Trigger> triggers = entry.job().spec().triggers();
        if (entry.fires()
                && trigger < triggers.size()
                && triggers.get(trigger) instanceof Trigger.Delay delay
                && !entry.hasRunOf(trigger)) {
            maker.record(entry, end.plus(delay.pause()), new Cause.Fired(trigger), now);
        }
    }

    /** Records what falls into the horizon. */
    void plan(Instant now) {
        Instant due = dueForPlanning();
        if (due == null || due.isAfter(now)) {
            return;
        }
        lastPlanned = now;
        Instant target = now.plus(settings.horizon());
        SortedSet<Partition> touched = new TreeSet<>();
        Upcoming next = upcoming.peek();
        while (next != null && !next.fire().isAfter(target)) {
            upcoming.poll();
            if (!next.stale()) {
                maker.record(next.entry(), next.fire(), new Cause.Fired(next.trigger()), now);
                touched.add(next.entry().partition());
                push(
                        next.entry(),
                        next.trigger(),
                        next.entry().schedules().get(next.trigger()).next(next.fire()));
            }
            next = upcoming.peek();
        }
        through = target.isAfter(through) ? target : through;
        touched.forEach(partition -> commit.write(partitions.move(partition, through)));
    }

    /** When there is something to plan; null if never. */
    @Nullable
    Instant dueForPlanning() {
        Upcoming next = upcoming.peek();
        if (next == null) {
            return null;
        }
        Instant entersHorizon = next.fire().minus(settings.horizon());
        if (lastPlanned.equals(Instant.MIN)) {
            return entersHorizon;
        }
        Instant gathered = lastPlanned.plus(settings.planEvery());
        return entersHorizon.isAfter(gathered) ? entersHorizon : gathered;
    }

    /**
     * Records the fires up to where everything is recorded, and returns the first one behind that. The watermark of a partition
     * may be ahead of this core: its former owner's clock was.
     */
    private @Nullable Instant recordFrom(JobEntry entry, int trigger, Instant after, Instant now) {
        Schedule schedule = entry.schedules().get(trigger);
        Instant fire = schedule.next(after);
        if (fire != null && fire.isBefore(now.minus(settings.misfireAfter()))) {
            fire = catchUp.record(entry, trigger, fire, now);
        }
        Instant watermark = partitions.watermark(entry.partition());
        Instant recorded = watermark.isAfter(through) ? watermark : through;
        while (fire != null && !fire.isAfter(recorded)) {
            maker.record(entry, fire, new Cause.Fired(trigger), now);
            fire = schedule.next(fire);
        }
        return fire;
    }

    private void push(JobEntry entry, int trigger, @Nullable Instant fire) {
        if (fire != null) {
            upcoming.add(new Upcoming(fire, entry, entry.generation(), trigger));
        }
    }
}
