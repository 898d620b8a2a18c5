package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.Token;
import io.carillon.model.job.JobSpec;
import io.carillon.model.job.Priority;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hands due runs to workers: the most urgent first, and within a priority in the order in which they came due. Runs that need the
 * same thing wait in one lane, so that a lane without a suitable worker holds nobody else up.
 */
final class Dispatcher {

    private static final int MAX_REMEMBERED_TURNS = 10_000;

    private final Map<LaneKey, Lane> lanes = new LinkedHashMap<>();
    private final Map<LaneKey, Integer> turns = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<LaneKey, Integer> eldest) {
            return size() > MAX_REMEMBERED_TURNS;
        }
    };
    private final Runs runs;
    private final WorkerBook workers;
    private final Partitions partitions;

    Dispatcher(Runs runs, WorkerBook workers, Partitions partitions) {
        this.runs = runs;
        this.workers = workers;
        this.partitions = partitions;
    }

    /** What a run needs of a worker. */
    private record LaneKey(AppName app, String capability, Map<String, String> labels) {

        static LaneKey of(JobSpec spec) {
            return new LaneKey(
                    spec.task().app(), spec.task().capability(), spec.routing().labels());
        }
    }

    private static final class Lane {

        private final List<ArrayDeque<LiveRun>> byPriority = new ArrayList<>();
        private final LaneKey key;

        private Lane(LaneKey key) {
            this.key = key;
            for (int level = 0; level <= Priority.MAX; level++) {
                byPriority.add(new ArrayDeque<>());
            }
        }

        private ArrayDeque<LiveRun> at(int level) {
            return byPriority.get(level);
        }

        private int size() {
            int size = 0;
            for (ArrayDeque<LiveRun> queue : byPriority) {
                size += queue.size();
            }
            return size;
        }

        private boolean isEmpty() {
            return byPriority.stream().allMatch(ArrayDeque::isEmpty);
        }
    }

    private record Head(Lane lane, LiveRun run) implements Comparable<Head> {

        @Override
        public int compareTo(Head other) {
            int byDue = run.run().dueAt().compareTo(other.run.run().dueAt());
            return byDue != 0 ? byDue : run.run().id().compareTo(other.run.run().id());
        }
    }

    void enqueue(LiveRun run) {
        lanes.computeIfAbsent(LaneKey.of(run.spec()), Lane::new)
                .at(run.run().priority().level())
                .addLast(run);
    }

    void dispatch(Instant now) {
        for (int level = Priority.MAX; level >= Priority.MIN; level--) {
            serve(level, now);
        }
        lanes.values().removeIf(Lane::isEmpty);
    }

    /** A hand-out that waited for its commit is worthless if its attempt is over or to be stopped by then: nobody begins it. */
    List<Effect> withoutEnded(List<Effect> leaving) {
        boolean current = true;
        for (Effect effect : leaving) {
            current &= !(effect instanceof Effect.Assign assign) || isToBegin(assign);
        }
        if (current) {
            return leaving;
        }
        return leaving.stream()
                .filter(effect -> !(effect instanceof Effect.Assign assign) || isToBegin(assign))
                .toList();
    }

    private boolean isToBegin(Effect.Assign assign) {
        LiveRun run = runs.find(assign.run().id());
        return run != null
                && run.state() instanceof RunState.Sent sent
                && sent.attempt().equals(assign.attempt());
    }

    int waitingRuns() {
        int waiting = 0;
        for (Lane lane : lanes.values()) {
            waiting += lane.size();
        }
        return waiting;
    }

    /** Why a waiting run has not been handed out. */
    Reply.Waiting reason(LiveRun run) {
        List<WorkerEntry> ofApp = workers.ofApp(run.spec().task().app());
        if (ofApp.isEmpty()) {
            return Reply.Waiting.NO_WORKER;
        }
        if (ofApp.stream().noneMatch(worker -> worker.can(run.spec()))) {
            return Reply.Waiting.NO_CAPABLE_WORKER;
        }
        if (ofApp.stream().noneMatch(worker -> worker.can(run.spec()) && worker.matches(run.spec()))) {
            return Reply.Waiting.NO_MATCHING_LABELS;
        }
        return Reply.Waiting.NO_FREE_SLOT;
    }

    /** Lanes that share workers take turns by what has been due for longest; one without a suitable worker steps aside. */
    private void serve(int level, Instant now) {
        var next = new PriorityQueue<Head>();
        for (Lane lane : lanes.values()) {
            addHead(next, lane, level);
        }
        for (Head head = next.poll(); head != null; head = next.poll()) {
            WorkerEntry worker = choose(head.lane(), head.run().spec());
            if (worker != null) {
                handOut(head.run(), worker, now);
                head.lane().at(level).removeFirst();
                addHead(next, head.lane(), level);
            }
        }
    }

    /** The first run of a lane that still waits and is still ours. */
    private void addHead(PriorityQueue<Head> heads, Lane lane, int level) {
        ArrayDeque<LiveRun> waiting = lane.at(level);
        LiveRun first = waiting.peekFirst();
        while (first != null && !(first.state() instanceof RunState.Waiting && runs.holds(first))) {
            waiting.removeFirst();
            first = waiting.peekFirst();
        }
        if (first != null) {
            heads.add(new Head(lane, first));
        }
    }

    private void handOut(LiveRun run, WorkerEntry worker, Instant now) {
        var token = new Token(partitions.epoch(run.partition()), run.run().handOuts() + 1);
        var attempt = new Attempt(token, worker.facts().id(), now);
        Instant since = run.state() instanceof RunState.Waiting waiting ? waiting.since() : now;
        if (!(runs.apply(run, new RunEvent.HandedOut(attempt, now)) instanceof Transition.Moved)) {
            throw new IllegalStateException("a waiting run could not be handed out: " + run.run());
        }
        workers.hold(worker, run);
        run.setHeldBack(false);
        if (run.careful()) {
            runs.write(run);
            run.setCareful(false);
        }
        runs.tell(run, new Effect.Assign(worker.session(), run.run(), run.spec(), attempt));
        var lateness = Duration.between(run.run().dueAt(), now);
        runs.tell(
                run,
                new Effect.Tell(new Note.RunHandedOut(run.run(), attempt, lateness, Duration.between(since, now))));
    }

    private @Nullable WorkerEntry choose(Lane lane, JobSpec spec) {
        List<WorkerEntry> candidates = workers.ofApp(spec.task().app());
        int turn = turns.merge(lane.key, 1, (before, one) -> (before + one) & Integer.MAX_VALUE);
        WorkerEntry best = null;
        for (int i = 0; i < candidates.size(); i++) {
            WorkerEntry candidate = candidates.get(Math.floorMod(turn + i, candidates.size()));
            if (candidate.freeSlots() < 1 || !candidate.can(spec) || !candidate.matches(spec)) {
                continue;
            }
            switch (spec.routing().strategy()) {
                case ROUND_ROBIN -> {
                    return candidate;
                }
                case LEAST_LOADED -> best = best == null || candidate.freeSlots() > best.freeSlots() ? candidate : best;
            }
        }
        return best;
    }
}
