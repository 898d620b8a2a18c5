package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.JobSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The runs that need the same of a worker, and the crews that have it. A lane without a crew holds nobody else up. A lane may be for
 * one worker alone: then it has that worker's crew for as long as that worker has a slot, and none otherwise.
 */
final class Lane {

    private final Key key;
    private final Supplier<Ring> ring;
    private final @Nullable Lane general;
    private final List<Crew> crews = new ArrayList<>();
    private final Set<Line> lines = new LinkedHashSet<>();
    private final Set<Line> opened = new LinkedHashSet<>();
    private @Nullable WorkerEntry own;
    private int neededBy;

    /** A lane for every worker that has what it takes. */
    Lane(Key key, Supplier<Ring> ring) {
        this.key = key;
        this.ring = ring;
        this.general = null;
    }

    /** A lane for one worker of those that another is for. */
    Lane(WorkerId worker, Lane general) {
        this.key = general.key.on(worker);
        this.ring = general.ring;
        this.general = general;
    }

    /**
     * What a run needs of a worker.
     *
     * @param worker the only one that it may go to; null if any will do
     * @param byRouter whether a router says which one that is, by who is there
     */
    record Key(
            AppName app,
            String capability,
            Affinity affinity,
            @Nullable WorkerId worker,
            boolean byRouter) {

        static Key of(LiveRun run) {
            JobSpec spec = run.spec();
            return new Key(
                    spec.task().app(), spec.task().capability(), spec.routing().affinity(), null, run.waitsForItsOwn());
        }

        Key on(WorkerId one) {
            return new Key(app, capability, affinity, one, byRouter);
        }
    }

    Key key() {
        return key;
    }

    List<Crew> crews() {
        return crews;
    }

    /** The one worker that it is for, if it is there and this lane is for one alone. */
    @Nullable
    WorkerEntry own() {
        return own;
    }

    void setOwn(@Nullable WorkerEntry worker) {
        own = worker;
    }

    /** Something waits here, held up or not. */
    void opened(Line line) {
        if (general != null && opened.isEmpty()) {
            general.neededBy++;
        }
        opened.add(line);
    }

    void closed(Line line) {
        opened.remove(line);
        if (general != null && opened.isEmpty()) {
            general.neededBy--;
        }
    }

    boolean isIdle() {
        return opened.isEmpty();
    }

    /** Whether runs wait here that one worker alone may do, and it is not there or will not take them. */
    boolean isDeserted() {
        return key.worker() != null && !key.byRouter() && !isIdle() && !isAttended();
    }

    private boolean isAttended() {
        Crew crew = own == null || !own.takesWork() ? null : own.crew();
        return crew != null && crew.key().suits(key);
    }

    boolean isForgettable() {
        return isIdle() && neededBy == 0;
    }

    /** All that wait here, whether they could go or not. */
    List<LiveRun> waiting() {
        return opened.stream().flatMap(Line::runs).toList();
    }

    /** The worker that it is for got a slot or lost its last one, came or left. */
    void follow() {
        Crew serving = own == null || own.listedSlots() == 0 ? null : own.crew();
        Crew now = serving != null && serving.key().suits(key) ? serving : null;
        if (now == null || !crews.contains(now)) {
            List.copyOf(crews).forEach(this::leave);
            if (now != null) {
                join(now);
            }
        }
    }

    /** From now on these workers may serve it. */
    void join(Crew crew) {
        crews.add(crew);
        lines.forEach(crew::add);
    }

    void leave(Crew crew) {
        if (crews.remove(crew)) {
            lines.forEach(crew::remove);
        }
    }

    /** A line whose first run could go, as far as is known. */
    void add(Line line) {
        line.list();
        lines.add(line);
        crews.forEach(crew -> crew.add(line));
        if (own != null) {
            own.isWaitedFor();
        }
    }

    /** A line that has another first run now. */
    void relist(Line line) {
        if (lines.contains(line) && crews.stream().allMatch(crew -> crew.hasNothingBut(line))) {
            line.list();
            return;
        }
        remove(line);
        add(line);
    }

    /** How many runs could go if there were somebody, but no more than so many. */
    int waitingRuns(int atMost) {
        return Line.runsOf(lines, atMost);
    }

    /** A line that is empty or held up. */
    void remove(Line line) {
        if (lines.remove(line)) {
            crews.forEach(crew -> crew.remove(line));
        }
    }

    /** A namespace got a worker: where others compete for it, it is their turn. */
    void served(Line line) {
        crews.forEach(crew -> crew.served(line));
    }

    /** The one with the most room; of equals the one that has been without news for longest. */
    @Nullable
    WorkerEntry leastLoaded() {
        WorkerEntry best = null;
        for (Crew crew : crews) {
            WorkerEntry candidate = crew.leastLoaded();
            if (candidate != null && (best == null || Crew.LEAST_LOADED.compare(candidate, best) < 0)) {
                best = candidate;
            }
        }
        return best;
    }

    /** The first free worker behind another in the order of their ids, round and round. */
    @Nullable
    WorkerEntry after(@Nullable WorkerId last) {
        WorkerEntry next = null;
        for (Crew crew : crews) {
            WorkerEntry candidate = crew.freeAfter(last);
            next = candidate != null && (next == null || isSooner(candidate, next, last)) ? candidate : next;
        }
        return next;
    }

    /** The first free worker in the order of their ids. */
    @Nullable
    WorkerEntry first() {
        return after(null);
    }

    /** The last free worker in the order of their ids. */
    @Nullable
    WorkerEntry last() {
        WorkerEntry last = null;
        for (Crew crew : crews) {
            WorkerEntry candidate = crew.lastFree();
            last = candidate != null && (last == null || last.compareTo(candidate) < 0) ? candidate : last;
        }
        return last;
    }

    /** The free worker with the lowest of these numbers, of equals the first in the order of their ids. Looks at each of them. */
    @Nullable
    WorkerEntry lowest(ToLongFunction<WorkerEntry> number) {
        WorkerEntry best = null;
        long lowest = Long.MAX_VALUE;
        for (Crew crew : crews) {
            for (WorkerEntry worker : crew.free()) {
                long own = number.applyAsLong(worker);
                if (best == null || own < lowest || (own == lowest && worker.compareTo(best) < 0)) {
                    best = worker;
                    lowest = own;
                }
            }
        }
        return best;
    }

    /** Everybody who could take a run, had he a slot. */
    Stream<WorkerEntry> workers() {
        return crews.stream().flatMap(crew -> crew.members().stream());
    }

    int suitableWorkers() {
        int suitable = 0;
        for (Crew crew : general == null ? crews : general.crews) {
            suitable += crew.connected();
        }
        return suitable;
    }

    boolean isServedBy(WorkerEntry worker) {
        Crew crew = worker.crew();
        return crew != null && crews.contains(crew);
    }

    /** The first worker at a place of the ring or behind it that is one of these. */
    @Nullable
    WorkerEntry onRing(long place, Predicate<WorkerEntry> which) {
        return crews.isEmpty() ? null : ring.get().from(place, which);
    }

    /** The first worker in the order of their ids that is one of these. */
    @Nullable
    WorkerEntry firstOf(Predicate<WorkerEntry> which) {
        return crews.stream()
                .flatMap(crew -> crew.members().stream().filter(which).limit(1))
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    /** What a choice comes to if a worker is not looked at. */
    @Nullable
    WorkerEntry without(WorkerEntry left, Supplier<@Nullable WorkerEntry> choice) {
        Crew crew = left.crew();
        if (crew == null || !crews.contains(crew)) {
            return choice.get();
        }
        crew.hide(left);
        WorkerEntry chosen = choice.get();
        crew.show(left);
        return chosen;
    }

    /** Those behind the last one come before those who begin the next round. */
    private static boolean isSooner(WorkerEntry one, WorkerEntry other, @Nullable WorkerId last) {
        boolean thisRound = isBehind(one, last);
        return thisRound == isBehind(other, last) ? one.compareTo(other) < 0 : thisRound;
    }

    private static boolean isBehind(WorkerEntry worker, @Nullable WorkerId last) {
        return last == null || worker.facts().id().compareTo(last) > 0;
    }
}
