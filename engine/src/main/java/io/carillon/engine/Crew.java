package io.carillon.engine;

import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Workers of an app that can take one another's place, and the lines that wait for one of them. */
final class Crew {

    static final Comparator<WorkerEntry> LEAST_LOADED = Comparator.<WorkerEntry>comparingInt(
                    worker -> -worker.listedSlots())
            .thenComparingLong(WorkerEntry::listedServed)
            .thenComparing(worker -> worker.facts().id());

    private final Key key;
    private final Consumer<Crew> changed;
    private final TreeMap<WorkerId, WorkerEntry> members = new TreeMap<>();
    private final TreeMap<WorkerId, WorkerEntry> free = new TreeMap<>();
    private final TreeSet<WorkerEntry> byLoad = new TreeSet<>(LEAST_LOADED);
    private final TreeMap<Integer, FairShares> waiting = new TreeMap<>();

    /** @param changed is told when somebody may be able to go who could not */
    Crew(Key key, Consumer<Crew> changed) {
        this.key = key;
        this.changed = changed;
    }

    /** What its workers can do, and their labels as far as anybody asks for them. */
    record Key(Set<String> capabilities, Map<String, String> labels) {

        boolean suits(Lane.Key lane) {
            return capabilities.contains(lane.capability())
                    && labels.entrySet().containsAll(lane.labels().entrySet());
        }
    }

    Key key() {
        return key;
    }

    void join(WorkerEntry worker) {
        members.put(worker.facts().id(), worker);
        worker.joinCrew(this);
        slotsChanged(worker);
    }

    void leave(WorkerEntry worker) {
        unlist(worker);
        members.remove(worker.facts().id());
        worker.joinCrew(null);
        changed.accept(this);
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int connected() {
        return members.size();
    }

    void slotsChanged(WorkerEntry worker) {
        unlist(worker);
        worker.list();
        if (worker.listedSlots() > 0) {
            free.put(worker.facts().id(), worker);
            byLoad.add(worker);
        }
        changed.accept(this);
    }

    @Nullable
    WorkerEntry leastLoaded() {
        return byLoad.isEmpty() ? null : byLoad.first();
    }

    /** The first free worker behind another, round and round. */
    @Nullable
    WorkerEntry freeAfter(@Nullable WorkerId last) {
        Map.Entry<WorkerId, WorkerEntry> next = last == null ? free.firstEntry() : free.higherEntry(last);
        next = next == null ? free.firstEntry() : next;
        return next == null ? null : next.getValue();
    }

    void add(Line line) {
        waiting.computeIfAbsent(Priority.MAX - line.level(), _ -> new FairShares())
                .add(line);
        changed.accept(this);
    }

    void remove(Line line) {
        FairShares shares = waiting.get(Priority.MAX - line.level());
        if (shares != null) {
            shares.remove(line);
            changed.accept(this);
        }
    }

    void served(Line line) {
        FairShares shares = waiting.get(Priority.MAX - line.level());
        if (shares != null) {
            shares.served(line);
        }
    }

    /** Whether a line waits and a worker has a slot. */
    boolean canServe() {
        return !byLoad.isEmpty() && mostUrgent() != null;
    }

    /** The line whose turn it is: of the most urgent ones the first of the namespace that has had least. */
    Line next() {
        FairShares shares = mostUrgent();
        if (shares == null) {
            throw new IllegalStateException("nobody waits for " + members.keySet());
        }
        return shares.first();
    }

    private @Nullable FairShares mostUrgent() {
        for (FairShares shares : waiting.values()) {
            if (!shares.isEmpty()) {
                return shares;
            }
        }
        return null;
    }

    private void unlist(WorkerEntry worker) {
        free.remove(worker.facts().id());
        byLoad.remove(worker);
    }
}
