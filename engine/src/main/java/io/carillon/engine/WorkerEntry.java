package io.carillon.engine;

import io.carillon.model.job.JobSpec;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A connected worker, or one whose connection broke a moment ago. */
final class WorkerEntry {

    private final Set<LiveRun> holding = new LinkedHashSet<>();
    private WorkerFacts facts;
    private SessionId session;
    private boolean draining;
    private @Nullable Instant leftAt;

    WorkerEntry(SessionId session, WorkerFacts facts) {
        this.session = session;
        this.facts = facts;
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
    }

    Set<LiveRun> holding() {
        return holding;
    }

    int freeSlots() {
        return connected() && !draining ? facts.slots() - holding.size() : 0;
    }

    boolean can(JobSpec spec) {
        return facts.capabilities().contains(spec.task().capability());
    }

    boolean matches(JobSpec spec) {
        return facts.labels().entrySet().containsAll(spec.routing().labels().entrySet());
    }
}
