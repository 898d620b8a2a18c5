package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.job.Trigger;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import io.carillon.schedule.Schedule;
import java.time.Instant;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A job as its owner's memory holds it: the definition, its compiled triggers, and its runs that have not ended. */
final class JobEntry {

    /** Two of the largest batches, and some more. */
    private static final int MAX_REMEMBERED_REQUESTS = 25_000;

    private final Partition partition;
    private @Nullable Held held;
    private @Nullable Map<RequestKey, RunId> requests;
    private @Nullable TreeMap<Instant, BitSet> cancelledAhead;
    private @Nullable GateSet gates;
    private Job job;
    private List<Schedule> schedules;
    private int generation;
    private boolean deleted;
    private boolean delaysBeganAnew;

    /** The runs of a job, apart from it because of a million jobs hardly any has one. */
    private static final class Held {

        private final Set<LiveRun> pending = new LinkedHashSet<>();
        private final Turns turns = new Turns();
        private final Set<LiveRun> shards = new LinkedHashSet<>();

        private int size() {
            return pending.size() + turns.size() + shards.size();
        }
    }

    private static final class Requests extends LinkedHashMap<RequestKey, RunId> {

        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RequestKey, RunId> eldest) {
            return size() > MAX_REMEMBERED_REQUESTS;
        }
    }

    /**
     * A caller's key, and what it counts for.
     *
     * @param rerunOf the run whose work is asked for again; null for a request that comes after none
     */
    record RequestKey(@Nullable RunId rerunOf, String key) {}

    JobEntry(Partition partition, Job job, List<Schedule> schedules) {
        this.partition = partition;
        this.job = job;
        this.schedules = List.copyOf(schedules);
    }

    Partition partition() {
        return partition;
    }

    Job job() {
        return job;
    }

    void become(Job next, List<Schedule> nextSchedules) {
        job = next;
        schedules = List.copyOf(nextSchedules);
        generation++;
    }

    /** The same definition, of which code says something else. */
    void note(Job next) {
        job = next;
    }

    /** Rises with every change of the definition. */
    int generation() {
        return generation;
    }

    List<Schedule> schedules() {
        return schedules;
    }

    /** Recorded and not due. */
    Set<LiveRun> pending() {
        return held().pending;
    }

    /** Due and not ended. */
    Turns turns() {
        return held().turns;
    }

    /** Parts of runs that were split. They take no turns: the runs that they are parts of do. */
    Set<LiveRun> shards() {
        return held().shards;
    }

    /** Puts a run where its state says. */
    void place(LiveRun run) {
        if (run.isShard()) {
            held().shards.add(run);
        } else if (run.state() instanceof RunState.Pending) {
            held().pending.add(run);
        } else {
            held().pending.remove(run);
            held().turns.place(run);
        }
    }

    /** Gives the first of the queue its turn if no more than a number are under way then. */
    @Nullable
    LiveRun nextTurn(int max) {
        return held == null ? null : held.turns.next(max);
    }

    /** A run of this job has ended, or is in memory no longer. */
    void leave(LiveRun run) {
        if (held != null) {
            held.shards.remove(run);
            held.pending.remove(run);
            held.turns.remove(run);
        }
    }

    /** What holds its runs back beside the overlap rule, if it was ever asked for. */
    @Nullable
    GateSet gates() {
        return gates;
    }

    void guardedBy(GateSet own) {
        gates = own;
    }

    /** Whether its runs, those in the store among them, may have to wait for what went before. */
    boolean isPaced(Instant now) {
        return gates != null && gates.rate().remembers(now);
    }

    /** How many runs memory holds of this job. */
    int runs() {
        return held == null ? 0 : held.size();
    }

    /** Forgets where runs were kept when there are none. */
    void tidy() {
        if (held != null && held.size() == 0) {
            held = null;
        }
    }

    private Held held() {
        if (held == null) {
            held = new Held();
        }
        return held;
    }

    /**
     * The runs that callers asked for under keys of their own, latest last. The front door looks older ones up in the store before
     * it asks, so what is remembered here only has to span the time between that look and the question.
     */
    Map<RequestKey, RunId> requests() {
        if (requests == null) {
            requests = new Requests();
        }
        return requests;
    }

    /** Whether a run of the definition as it stands that has not ended is from this trigger. */
    boolean hasRunOf(int trigger) {
        return held != null
                && Stream.concat(held.pending.stream(), held.turns.all())
                        .map(LiveRun::run)
                        .anyMatch(run ->
                                run.jobVersion() == job.version() && run.cause().equals(new Cause.Fired(trigger)));
    }

    /**
     * Fixed delays have begun anew while runs of theirs may have been due and in the store alone, where {@link #hasRunOf} does not see
     * them: when one turns up, what was recorded anew is too much.
     */
    void delaysBeganAnew() {
        delaysBeganAnew = true;
    }

    /** Whether a run that turns up, and is due, goes on with a fixed delay that has begun anew meanwhile. */
    boolean goesOnInstead(Run found, Instant now) {
        return delaysBeganAnew
                && found.cause() instanceof Cause.Fired fired
                && found.jobVersion() == job.version()
                && job.spec().triggers().get(fired.trigger()) instanceof Trigger.Delay
                && !found.dueAt().isAfter(now);
    }

    /** A fire of a trigger was cancelled before it was due. */
    void cancelAhead(int trigger, Instant fire, Instant now) {
        if (cancelledAhead == null) {
            cancelledAhead = new TreeMap<>();
        }
        cancelledAhead.headMap(now, true).clear();
        cancelledAhead.computeIfAbsent(fire, _ -> new BitSet()).set(trigger);
    }

    boolean isCancelledAhead(int trigger, Instant fire) {
        BitSet triggers = cancelledAhead == null ? null : cancelledAhead.get(fire);
        return triggers != null && triggers.get(trigger);
    }

    boolean deleted() {
        return deleted;
    }

    void markDeleted() {
        deleted = true;
        if (gates != null) {
            gates.breaker().retire();
        }
    }

    boolean fires() {
        return !deleted && !job.paused();
    }
}
