package io.carillon.engine;

import io.carillon.model.WorkerId;
import io.carillon.model.job.Priority;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Workers of an app that can take one another's place, and the lines that wait for one of them. */
final class Crew {

    /** Of so many hand-outs one is of a less urgent band that has something to hand out. */
    private static final int TURN_OF_LESS_URGENT = 20;

    static final Comparator<WorkerEntry> LEAST_LOADED = WorkerEntry::compareLoad;

    private final Key key;
    private final Consumer<Crew> changed;
    private final TreeMap<WorkerId, WorkerEntry> members = new TreeMap<>();
    private final TreeMap<WorkerId, WorkerEntry> free = new TreeMap<>();
    private final TreeSet<WorkerEntry> byLoad = new TreeSet<>(LEAST_LOADED);
    private final TreeMap<Integer, FairShares> waiting = new TreeMap<>();
    private final Map<Band, Integer> passedOver = new EnumMap<>(Band.class);

    /** @param changed is told when somebody may be able to go who could not */
    Crew(Key key, Consumer<Crew> changed) {
        this.key = key;
        this.changed = changed;
    }

    /** What its workers can do, and their labels as far as anybody asks for them. */
    record Key(Set<String> capabilities, Map<String, String> labels) {

        boolean suits(Lane.Key lane) {
            return capabilities.contains(lane.capability()) && lane.affinity().accepts(labels);
        }
    }

    Key key() {
        return key;
    }

    void join(WorkerEntry worker) {
        members.put(worker.facts().id(), worker);
        worker.joinCrew(this);
        worker.list();
        show(worker);
        tellOf(worker);
    }

    void leave(WorkerEntry worker) {
        unlist(worker);
        members.remove(worker.facts().id());
        worker.joinCrew(null);
        tellOf(worker);
    }

    Collection<WorkerEntry> members() {
        return members.values();
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int connected() {
        return members.size();
    }

    void slotsChanged(WorkerEntry worker) {
        boolean wasFree = worker.listedSlots() > 0;
        byLoad.remove(worker);
        worker.list();
        if (wasFree && worker.listedSlots() > 0) {
            byLoad.add(worker);
        } else {
            free.remove(worker.facts().id());
            show(worker);
        }
        tellOf(worker);
    }

    private void tellOf(WorkerEntry worker) {
        worker.waitedForBy().forEach(Lane::follow);
        changed.accept(this);
    }

    /** Leaves a worker out for a moment. */
    void hide(WorkerEntry worker) {
        unlist(worker);
    }

    /** Ends what {@link #hide} began. */
    void show(WorkerEntry worker) {
        if (worker.listedSlots() > 0) {
            free.put(worker.facts().id(), worker);
            byLoad.add(worker);
        }
    }

    @Nullable
    WorkerEntry leastLoaded() {
        return byLoad.isEmpty() ? null : byLoad.first();
    }

    /** The workers with a slot, in the order of their ids. */
    Collection<WorkerEntry> free() {
        return free.values();
    }

    @Nullable
    WorkerEntry lastFree() {
        return free.isEmpty() ? null : free.lastEntry().getValue();
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

    /** Whether no other line of its priority waits, so that there is nothing to put in order. */
    boolean hasNothingBut(Line line) {
        FairShares shares = waiting.get(Priority.MAX - line.level());
        return shares != null && shares.isOf(line);
    }

    void served(Line line) {
        FairShares shares = waiting.get(Priority.MAX - line.level());
        if (shares != null) {
            shares.served(line);
        }
    }

    /** How many runs could go if one of its workers had a slot, but no more than so many; 0 if one has. */
    int waitingRuns(int atMost) {
        int runs = 0;
        for (FairShares shares : byLoad.isEmpty() ? waiting.values() : List.<FairShares>of()) {
            runs += shares.waitingRuns(atMost - runs);
        }
        return runs;
    }

    /** Whether a line waits and a worker has a slot. */
    boolean canServe() {
        return !byLoad.isEmpty() && mostUrgent() != null;
    }

    /** Takes note of a hand-out: those that are less urgent were passed over. */
    void handedOut(Line line) {
        Band served = Band.of(new Priority(line.level()));
        for (Band band : Band.values()) {
            boolean passed = band.compareTo(served) > 0 && mostUrgent(band) != null;
            passedOver.put(band, passed ? passedOver.getOrDefault(band, 0) + 1 : 0);
        }
    }

    /**
     * The line whose turn it is: of the most urgent ones the first of the namespace that has had least. A band that was passed over
     * for long has a turn: what is more urgent may never come to an end.
     */
    Line next() {
        FairShares shares = overdue();
        shares = shares == null ? mostUrgent() : shares;
        if (shares == null) {
            throw new IllegalStateException("nobody waits for " + members.keySet());
        }
        return shares.first();
    }

    private @Nullable FairShares overdue() {
        for (Map.Entry<Band, Integer> passed : passedOver.entrySet()) {
            if (passed.getValue() >= TURN_OF_LESS_URGENT - 1) {
                FairShares shares = mostUrgent(passed.getKey());
                if (shares != null) {
                    return shares;
                }
            }
        }
        return null;
    }

    private @Nullable FairShares mostUrgent(Band band) {
        return mostUrgent(waiting.subMap(Priority.MAX - band.highest(), true, Priority.MAX - band.lowest(), true));
    }

    private @Nullable FairShares mostUrgent() {
        return mostUrgent(waiting);
    }

    private static @Nullable FairShares mostUrgent(Map<Integer, FairShares> byUrgency) {
        for (FairShares shares : byUrgency.values()) {
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
