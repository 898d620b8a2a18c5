package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Cause;
import io.carillon.schedule.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.TreeMap;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Records fires before they are due: inserts the runs of (watermark, now + horizon] and moves the watermark in the same batch. A
 * recurring job costs no write of its own: its next fire is a function of its definition and the watermark.
 *
 * <p>The horizon stretches before a herd: when a second ahead holds more fires than one turn should record, the partitions are
 * planned through that second one after another, over the time that is left.
 */
final class Planner {

    /** How far ahead of now a herd may be recorded. */
    private static final Duration STRETCH = Duration.ofSeconds(60);

    /** More fires than this in one second are a herd. */
    private static final int HERD = 2_000;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final TreeMap<Partition, Agenda> agendas = new TreeMap<>();
    private final Density density = new Density();
    private final RunMaker maker;
    private final MissedFires missed = new MissedFires();
    private final GroupCommit commit;
    private final Partitions partitions;
    private final Settings settings;
    private @Nullable Instant earliest;
    private Instant lastPlanned = Instant.MIN;
    private @Nullable Instant herd;

    Planner(RunMaker maker, GroupCommit commit, Partitions partitions, Settings settings) {
        this.maker = maker;
        this.commit = commit;
        this.partitions = partitions;
        this.settings = settings;
    }

    /** Begins with a partition that was taken over: its fires up to the watermark are recorded. */
    void take(Partition partition, Instant watermark) {
        lose(partition);
        agendas.put(partition, new Agenda(watermark, density));
    }

    void lose(Partition partition) {
        missed.forget(partition);
        Agenda agenda = agendas.remove(partition);
        if (agenda != null) {
            agenda.discard();
        }
    }

    /** Up to here every fire of a partition is recorded. */
    Instant through(Partition partition) {
        return agendaOf(partition).through();
    }

    /** Takes over the triggers of a partition's jobs, whose fires are recorded up to the watermark. */
    void adoptAll(Partition partition, List<JobEntry> entries, Instant watermark, Instant now) {
        Agenda agenda = agendaOf(partition);
        entries.forEach(entry -> forEachFirst(entry, watermark, (fire, trigger) -> agenda.add(entry, trigger, fire)));
        boolean done = planThrough(partition, agenda, later(watermark, now), now);
        if (done && entries.stream().anyMatch(JobEntry::fires)) {
            commit.write(partitions.move(partition, agenda.through()));
        }
        earliest = Core.earlier(earliest, agenda.next());
    }

    /** Takes over the triggers of a job whose fires are recorded up to an instant. */
    void adopt(JobEntry entry, Instant recorded, Instant now) {
        if (entry.fires()) {
            lookAhead(entry, recorded, now);
            commit.write(partitions.move(entry.partition(), through(entry.partition())));
        }
    }

    private void lookAhead(JobEntry entry, Instant recorded, Instant now) {
        Agenda agenda = agendaOf(entry.partition());
        forEachFirst(entry, recorded, (fire, trigger) -> recordFrom(agenda, entry, trigger, fire, now));
    }

    /** The first fire of each trigger behind an instant. */
    private static void forEachFirst(JobEntry entry, Instant recorded, ObjIntConsumer<Instant> action) {
        Job job = entry.job();
        Instant after = later(recorded, job.activeFrom());
        for (int i = 0; entry.fires() && i < job.spec().triggers().size(); i++) {
            Instant first = job.spec().triggers().get(i) instanceof Trigger.Delay
                    ? null
                    : entry.schedules().get(i).next(after);
            if (first != null) {
                action.accept(first, i);
            }
        }
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
            Instant fire = Jobs.afterPause(entry.job(), delay, end);
            if (fire != null) {
                maker.record(entry, fire, new Cause.Fired(trigger), now);
            }
        }
    }

    /** Records what falls into the horizon, and a part of a herd that comes behind it. */
    void plan(Instant now) {
        Instant due = dueForPlanning();
        if (due == null || due.isAfter(now)) {
            return;
        }
        lastPlanned = now;
        Instant target = now.plus(settings.horizon());
        agendas.forEach((partition, agenda) -> planThrough(partition, agenda, target, now));
        stretch(target, now);
        earliest = null;
        agendas.values().forEach(agenda -> earliest = Core.earlier(earliest, agenda.next()));
    }

    /**
     * Records what the jobs of a partition were due for by now. A change of a definition begins with this: a node that was
     * stopped for longer than its horizon, or that is leaving, has fires behind it which only the former definition knows.
     *
     * @return whether that is done; if not, so many were missed that it takes some more steps
     */
    boolean recordDue(Partition partition, Instant now) {
        return planThrough(partition, agendaOf(partition), now, now);
    }

    /** Goes on with the partitions in which very much was missed. */
    void catchUp(Instant now) {
        missed.beginStep();
        missed.inTurn().forEach(partition -> recordDue(partition, now));
    }

    /** Whether there are such. */
    boolean isCatchingUp() {
        return missed.isBusy();
    }

    /** When there is something to plan; null if never. */
    @Nullable
    Instant dueForPlanning() {
        if (earliest == null) {
            return null;
        }
        Instant entersHorizon = earliest.minus(settings.horizon());
        Instant entersReach =
                later(earliest.minus(STRETCH), lastPlanned.plus(herd == null ? LOOK_EVERY : settings.planEvery()));
        Instant wanted = entersHorizon.isBefore(entersReach) ? entersHorizon : entersReach;
        return later(wanted, lastPlanned.plus(settings.planEvery()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Plans as many partitions through the next herd as this turn's part of it takes. */
    private void stretch(Instant target, Instant now) {
        if (herd == null || density.in(herd) == 0 || !herd.isAfter(target)) {
            herd = nextHerd(target, now);
        }
        if (herd == null) {
            return;
        }
        Instant end = herd.plusSeconds(1).minusNanos(1);
        long turns = 1 + Duration.between(target, herd).dividedBy(settings.planEvery());
        int left = density.in(herd);
        long leftAfterThisTurn = left - Math.ceilDiv(left, turns);
        for (var each : agendas.entrySet()) {
            if (density.in(herd) <= leftAfterThisTurn) {
                return;
            }
            planThrough(each.getKey(), each.getValue(), end, now);
        }
    }

    private @Nullable Instant nextHerd(Instant target, Instant now) {
        Instant reach = now.plus(STRETCH);
        Instant second = target.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
        while (!second.isAfter(reach)) {
            if (density.in(second) > HERD) {
                return second;
            }
            second = second.plusSeconds(1);
        }
        return null;
    }

    /** Records the fires of a partition up to an instant, unless it takes more steps to see what was missed. */
    private boolean planThrough(Partition partition, Agenda agenda, Instant target, Instant now) {
        if (!missed.lookThrough(partition, agenda.before(now.minus(settings.misfireAfter())), now)) {
            return false;
        }
        agenda.recordedThrough(target);
        boolean touched = false;
        for (Agenda.Upcoming next = agenda.poll(target); next != null; next = agenda.poll(target)) {
            if (!next.stale()) {
                CatchUp found = missed.take(partition, next);
                Instant first = found == null ? next.fire() : found.record(maker, now);
                recordFrom(agenda, next.entry(), next.trigger(), first, now);
                touched = true;
            }
        }
        missed.forget(partition);
        if (touched) {
            commit.write(partitions.move(partition, agenda.through()));
        }
        return true;
    }

    /**
     * Records the fires of a trigger from one on up to where everything is recorded, and notes the first one behind that. The
     * watermark of a partition may be ahead of this core: its former owner's clock was.
     */
    private void recordFrom(Agenda agenda, JobEntry entry, int trigger, @Nullable Instant first, Instant now) {
        Schedule schedule = entry.schedules().get(trigger);
        Instant fire = first;
        while (fire != null && !fire.isAfter(agenda.through())) {
            if (!entry.isCancelledAhead(trigger, fire)) {
                maker.record(entry, fire, new Cause.Fired(trigger), now);
            }
            fire = schedule.next(fire);
        }
        if (fire != null) {
            agenda.add(entry, trigger, fire);
            earliest = Core.earlier(earliest, fire);
        }
    }

    private Agenda agendaOf(Partition partition) {
        Agenda agenda = agendas.get(partition);
        if (agenda == null) {
            throw new IllegalStateException(
                    "partition " + partition + " is not planned; planned are " + agendas.keySet());
        }
        return agenda;
    }
}
