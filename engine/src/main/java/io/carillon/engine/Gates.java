package io.carillon.engine;

import io.carillon.model.LimitName;
import io.carillon.model.ResourceKey;
import io.carillon.model.ResourceKind;
import io.carillon.model.job.Guards;
import io.carillon.model.job.LimitSpec;
import io.carillon.model.job.Resource;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what holds runs back between their turn and a worker in step with what becomes of them: who holds which limit, what went
 * when, and how attempts ended. Tells who may go on when a gate opens.
 */
final class Gates {

    private final Map<Guarded.ByLimit, GateSet> byLimit = new HashMap<>();
    private final Set<Gate> opened = new LinkedHashSet<>();
    private final TreeSet<Opening> openings =
            new TreeSet<>(Comparator.comparing(Opening::at).thenComparingLong(Opening::number));
    private final Map<Gate, Opening> opening = new HashMap<>();
    private final Breakers breakers = new Breakers();
    private final Partitions partitions;
    private final GroupCommit commit;
    private long lastOpening;

    Gates(Partitions partitions, GroupCommit commit) {
        this.partitions = partitions;
        this.commit = commit;
    }

    /** When a gate is worth another look. */
    private record Opening(Instant at, long number, Gate gate) {}

    /** A limit is what its resource says from now on; one that is gone holds nobody back. */
    void define(ResourceKey key, @Nullable Resource resource) {
        if (key.kind() != ResourceKind.LIMIT) {
            return;
        }
        GateSet set = of(limit(key));
        if (resource != null && resource.spec() instanceof LimitSpec spec) {
            set.define(spec.concurrent(), spec.rate(), spec.breaker());
        } else {
            set.define(Optional.empty(), Optional.empty(), Optional.empty());
        }
        opened.addAll(set.gates());
    }

    /** The same for a resource that another owner may have kept until now. */
    void inherit(Resource resource, Instant now) {
        define(resource.key(), resource);
        if (resource.key().kind() == ResourceKind.LIMIT) {
            of(limit(resource.key())).rate().refillFrom(now);
        }
    }

    private static Guarded.ByLimit limit(ResourceKey key) {
        return new Guarded.ByLimit(key.namespace(), new LimitName(key.name().value()));
    }

    Breakers breakers() {
        return breakers;
    }

    /** What a name stands for, defined or not: who holds it counts from the moment it is. */
    GateSet of(Guarded.ByLimit limit) {
        return byLimit.computeIfAbsent(limit, of -> new GateSet(of, breakers));
    }

    /** What the runs of a job have to pass. */
    List<GateSet> of(JobEntry job) {
        Guards guards = job.job().spec().guards();
        if (guards.holdNothingBack()) {
            return List.of();
        }
        var sets = new ArrayList<GateSet>();
        if (guards.rate().isPresent() || guards.breaker().isPresent()) {
            sets.add(own(job, guards));
        }
        for (LimitName name : guards.limits()) {
            sets.add(of(new Guarded.ByLimit(job.job().key().namespace(), name)));
        }
        return sets;
    }

    /** The definition of a job has changed. */
    void redefine(JobEntry job) {
        GateSet own = job.gates();
        if (own != null) {
            Guards guards = job.job().spec().guards();
            own.define(Optional.empty(), guards.rate(), guards.breaker());
            opened.addAll(own.gates());
        }
    }

    /** Takes a run into account that came into memory or has just changed. */
    void follow(LiveRun run) {
        boolean isUnderWay = isUnderWay(run.state());
        if (isUnderWay && run.held().isEmpty()) {
            run.hold(of(run.job()));
            run.held().forEach(set -> set.concurrency().enter(run));
        } else if (!isUnderWay) {
            release(run);
        }
    }

    /** Takes account of what happened to a run, which has led to its present state. */
    void follow(LiveRun run, RunEvent event) {
        boolean attemptEnds = !run.held().isEmpty() && !isUnderWay(run.state());
        if (attemptEnds) {
            run.held().forEach(set -> attemptEnded(set.breaker(), run, event));
        }
        follow(run);
        if (event instanceof RunEvent.HandedOut out) {
            for (GateSet set : run.held()) {
                set.rate().handedOut(out.at());
                set.breaker().handedOut(run);
            }
        }
    }

    /** A run belongs to another owner now. */
    void forget(LiveRun run) {
        run.held().forEach(set -> giveUpTrial(set.breaker(), run));
        release(run);
    }

    /** The first gate that is shut for these. */
    @Nullable
    Gate shut(List<GateSet> sets, Instant now) {
        for (GateSet set : sets) {
            halfOpen(set.breaker(), now);
            Gate shut = set.shut(now);
            if (shut != null) {
                return shut;
            }
        }
        return null;
    }

    /** A line waits here: it is woken when the gate opens. */
    void park(Line line, Gate gate) {
        gate.park(line);
        watch(gate);
    }

    /**
     * Lines that may be able to go on: of each gate that has opened as many as it has room for. They leave it; what holds them
     * back now, whoever serves them finds out.
     */
    List<Line> wake(Instant now) {
        for (Opening first = first(); first != null && !first.at().isAfter(now); first = first()) {
            openings.remove(first);
            opening.remove(first.gate());
            opened.add(first.gate());
        }
        if (opened.isEmpty()) {
            return List.of();
        }
        var woken = new ArrayList<Line>();
        for (Gate gate : List.copyOf(opened)) {
            wake(gate, now, woken);
        }
        return woken;
    }

    /** When the next gate is to be looked at because of the time; null if none is. */
    @Nullable
    Instant nextOpening() {
        Opening first = first();
        return first == null ? null : first.at();
    }

    private void wake(Gate gate, Instant now, List<Line> woken) {
        if (gate instanceof BreakerGate breaker) {
            halfOpen(breaker, now);
        }
        int room = gate.room(now);
        for (int i = 0; i < room; i++) {
            Line line = gate.nextParked();
            if (line == null) {
                break;
            }
            woken.add(line);
        }
        if (room == 0 || gate.holdsUpNobody()) {
            opened.remove(gate);
            watch(gate);
        }
    }

    private void watch(Gate gate) {
        Instant at = gate.holdsUpNobody() ? null : gate.opensAt();
        Opening known = opening.get(gate);
        if (known != null && known.at().equals(at)) {
            return;
        }
        if (known != null) {
            openings.remove(known);
            opening.remove(gate);
        }
        if (at != null) {
            var next = new Opening(at, ++lastOpening, gate);
            openings.add(next);
            opening.put(gate, next);
        }
    }

    private @Nullable Opening first() {
        return openings.isEmpty() ? null : openings.first();
    }

    private GateSet own(JobEntry job, Guards guards) {
        GateSet known = job.gates();
        if (known != null) {
            return known;
        }
        var own = new GateSet(new Guarded.ByJob(job.job().key()), breakers);
        own.define(Optional.empty(), guards.rate(), guards.breaker());
        if (!partitions.isMadeHere(job.job().id())) {
            own.rate().refillFrom(partitions.takenAt(job.partition()));
        }
        job.guardedBy(own);
        if (job.deleted()) {
            own.breaker().retire();
        }
        return own;
    }

    private void release(LiveRun run) {
        for (GateSet set : run.held()) {
            set.concurrency().leave(run);
            opened.add(set.concurrency());
        }
        run.hold(List.of());
    }

    private void attemptEnded(BreakerGate breaker, LiveRun run, RunEvent event) {
        boolean failed = hasFailed(run.state(), event);
        if (!failed && !(run.state() instanceof RunState.Succeeded)) {
            giveUpTrial(breaker, run);
        } else if (breaker.ended(run, failed, event.at())) {
            opened.add(breaker);
            tell(breaker);
        }
    }

    private void giveUpTrial(BreakerGate breaker, LiveRun run) {
        breaker.endedWithout(run);
        opened.add(breaker);
    }

    /**
     * One that nobody claimed may never have begun: it says nothing about what it would have done. Nor does one that its task put off.
     */
    private static boolean hasFailed(RunState state, RunEvent event) {
        boolean withError = state instanceof RunState.Failed
                || (state instanceof RunState.Waiting waiting && waiting.lastError() != null);
        return withError && !(event instanceof RunEvent.Unclaimed || event instanceof RunEvent.Postponed);
    }

    private void halfOpen(BreakerGate breaker, Instant now) {
        if (breaker.halfOpens(now)) {
            tell(breaker);
        }
    }

    private void tell(BreakerGate breaker) {
        commit.now(new Effect.Tell(new Note.BreakerMoved(breaker.of(), breaker.state())));
    }

    /** One that a former owner may have handed out counts like one that was. */
    private static boolean isUnderWay(RunState state) {
        return switch (state) {
            case RunState.Recovering _, RunState.Sent _, RunState.OnWorker _, RunState.Awaiting _ -> true;
            case RunState.Pending _, RunState.Waiting _, RunState.InParts _, RunState.Final _ -> false;
        };
    }
}
