package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Affinity;
import io.carillon.model.job.JobSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The runs that need the same of a worker, and the crews that have it. A lane without a crew holds nobody else up. */
final class Lane {

    private final Key key;
    private final List<Crew> crews = new ArrayList<>();
    private final Set<Line> lines = new LinkedHashSet<>();
    private int open;

    Lane(Key key) {
        this.key = key;
    }

    /** What a run needs of a worker. */
    record Key(AppName app, String capability, Affinity affinity) {

        static Key of(JobSpec spec) {
            return new Key(
                    spec.task().app(), spec.task().capability(), spec.routing().affinity());
        }
    }

    Key key() {
        return key;
    }

    List<Crew> crews() {
        return crews;
    }

    /** Counts what waits here, held up or not. */
    void opened() {
        open++;
    }

    void closed() {
        open--;
    }

    boolean isForgettable() {
        return open == 0;
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

    /** The one with the most free slots; of equals the one that has been without news for longest. */
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
        for (Crew crew : crews) {
            suitable += crew.connected();
        }
        return suitable;
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
