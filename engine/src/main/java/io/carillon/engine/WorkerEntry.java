package io.carillon.engine;

import io.carillon.model.job.JobSpec;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connected worker, or one whose connection broke a moment ago. */
final class WorkerEntry implements Comparable<WorkerEntry> {

    private final Set<Lane> waitedForBy = new LinkedHashSet<>();
    private final Set<LiveRun> holding = new LinkedHashSet<>();
    private final long hash;
    private WorkerFacts facts;
    private SessionId session;
    private boolean draining;
    private @Nullable Instant leftAt;
    private @Nullable Crew crew;
    private WorkerLoad load = WorkerLoad.UNKNOWN;
    private Credit credit = new Credit();
    private int listedSlots;
    private long listedRoom;
    private long lastServed;
    private long listedServed;

    WorkerEntry(SessionId session, WorkerFacts facts) {
        this.session = session;
        this.facts = facts;
        this.hash = Hashes.mixed(Hashes.of(facts.id().value()));
    }

    /** A number by which routers tell it from others. */
    long hash() {
        return hash;
    }

    /** In the order of their ids. */
    @Override
    public int compareTo(WorkerEntry other) {
        return facts.id().compareTo(other.facts.id());
    }

    WorkerFacts facts() {
        return facts;
    }

    SessionId session() {
        return session;
    }

    /** The same worker on a new connection. */
    void reconnect(SessionId nextSession, WorkerFacts nextFacts) {
        session = nextSession;
        facts = nextFacts;
        load = WorkerLoad.UNKNOWN;
        credit = new Credit();
        draining = false;
        leftAt = null;
    }

    void leave(Instant now) {
        leftAt = now;
    }

    @Nullable
    Instant leftAt() {
        return leftAt;
    }

    boolean connected() {
        return leftAt == null;
    }

    void drain() {
        draining = true;
        slotsChanged();
    }

    /** Whether it will have slots again. */
    boolean takesWork() {
        return connected() && !draining;
    }

    /** The lanes that wait for this worker and no other. */
    Set<Lane> waitedForBy() {
        return waitedForBy;
    }

    /** What it holds, in the order in which it got it. */
    Set<LiveRun> holding() {
        return Collections.unmodifiableSet(holding);
    }

    int held() {
        return holding.size();
    }

    void hold(LiveRun run) {
        if (holding.add(run)) {
            slotsChanged();
        }
    }

    /** It is about to hold this run, and gets it as soon as the assignment may leave. */
    void promise(LiveRun run) {
        if (facts.byCredit()) {
            credit.promise(run);
        }
    }

    /** The assignment of a run has left. */
    void sent(LiveRun run) {
        credit.sent(run);
    }

    /** Answers with how many assignments it may have had since it connected. */
    long grant(long total, boolean othersHaveSome) {
        long counts = credit.grant(total, othersHaveSome);
        slotsChanged();
        return counts;
    }

    void release(LiveRun run) {
        if (holding.remove(run)) {
            credit.withdraw(run);
            slotsChanged();
        }
    }

    /** The workers that can take its place. */
    @Nullable
    Crew crew() {
        return crew;
    }

    void joinCrew(@Nullable Crew next) {
        crew = next;
    }

    WorkerLoad load() {
        return load;
    }

    void becomeLoaded(WorkerLoad now) {
        load = now;
        slotsChanged();
    }

    /**
     * The one with the most room first, which is its free slots, each worth as much as is left of its machine; of equals the one that has
     * been without an assignment for longest. As they were when their crews last put them in order.
     */
    int compareLoad(WorkerEntry other) {
        if (this == other) {
            return 0;
        }
        if (listedRoom != other.listedRoom) {
            return listedRoom > other.listedRoom ? -1 : 1;
        }
        int byServed = Long.compare(listedServed, other.listedServed);
        return byServed != 0 ? byServed : compareTo(other);
    }

    /** Its slots as they were when its crew last put it in order. */
    int listedSlots() {
        return listedSlots;
    }

    /** To be called while it is in no list. */
    void list() {
        listedSlots = Math.max(0, freeSlots());
        listedRoom = (long) listedSlots * load.room();
        listedServed = lastServed;
    }

    /** @param number rises with every assignment of any worker */
    void served(long number) {
        lastServed = number;
    }

    /** Somebody waits for it and no other. */
    void isWaitedFor() {
        if (listedSlots == 0) {
            slotsChanged();
        }
    }

    /** What it grants to this node and to others. */
    Credit credit() {
        return credit;
    }

    private void slotsChanged() {
        if (crew != null) {
            crew.slotsChanged(this);
        }
    }

    int freeSlots() {
        if (!takesWork()) {
            return 0;
        }
        return facts.byCredit() ? credit.left() : facts.slots() - holding.size();
    }

    boolean can(JobSpec spec) {
        return facts.capabilities().contains(spec.task().capability());
    }

    boolean matches(JobSpec spec) {
        return spec.routing().affinity().accepts(facts.labels());
    }
}
