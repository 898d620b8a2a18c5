package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The connected workers in crews that can take one another's place, and the lanes that wait for them. Kept up to date with every
 * slot that is taken or given back, so that finding out that nothing can be handed out costs nothing.
 */
final class Workforce {

    private static final int MANY_LANES = 10_000;

    private final Map<AppName, App> apps = new HashMap<>();
    private final Set<Crew> ready = new LinkedHashSet<>();
    private final Set<Crew> changed = new LinkedHashSet<>();
    private final Set<Lane> deserted = new LinkedHashSet<>();
    private final Set<App> unsettled = new LinkedHashSet<>();

    private final class App {

        private final TreeMap<WorkerId, WorkerEntry> workers = new TreeMap<>();
        private final Map<Crew.Key, Crew> crews = new LinkedHashMap<>();
        private final Map<Lane.Key, Lane> lanes = new LinkedHashMap<>();
        private final TreeSet<String> labelsAskedFor = new TreeSet<>();
        private final Map<WorkerId, Set<Lane>> waitedFor = new LinkedHashMap<>();
        private @Nullable Ring ring;
        private int sweepAt = MANY_LANES;

        private Lane lane(Lane.Key key) {
            Lane known = lanes.get(key);
            if (known != null) {
                return known;
            }
            sweep();
            var lane = new Lane(key, this::ring);
            lanes.put(key, lane);
            boolean newLabels = labelsAskedFor.addAll(key.affinity().labels().keySet());
            if (labelsAskedFor.addAll(key.affinity().notLabels().keySet()) || newLabels) {
                regroup();
            } else {
                crews.values().stream().filter(crew -> crew.key().suits(key)).forEach(lane::join);
            }
            return lane;
        }

        private Lane lane(Lane general, WorkerId worker) {
            var key = general.key().on(worker);
            Lane known = lanes.get(key);
            if (known != null) {
                return known;
            }
            sweep();
            var lane = new Lane(worker, general);
            lanes.putIfAbsent(general.key(), general);
            lanes.put(key, lane);
            return lane;
        }

        /** Runs wait for a worker by name: the lane goes with what becomes of it. */
        private void follow(Lane lane, WorkerId name) {
            waitedFor.computeIfAbsent(name, _ -> new LinkedHashSet<>()).add(lane);
            attach(lane, workers.get(name));
        }

        private void unfollow(Lane lane, WorkerId name) {
            Set<Lane> waiting = waitedFor.get(name);
            if (waiting != null && waiting.remove(lane) && waiting.isEmpty()) {
                waitedFor.remove(name);
            }
            attach(lane, null);
        }

        private void attach(Lane lane, @Nullable WorkerEntry worker) {
            WorkerEntry former = lane.own();
            if (former != null && former != worker) {
                former.waitedForBy().remove(lane);
            }
            lane.setOwn(worker);
            if (worker != null) {
                worker.waitedForBy().add(lane);
            }
            lane.follow();
            settle(lane);
        }

        private Ring ring() {
            if (ring == null) {
                ring = new Ring();
                workers.values().forEach(ring::join);
            }
            return ring;
        }

        private void join(WorkerEntry worker) {
            WorkerId id = worker.facts().id();
            workers.put(id, worker);
            if (ring != null) {
                ring.join(worker);
            }
            assign(worker);
            waitedFor.getOrDefault(id, Set.of()).forEach(lane -> attach(lane, worker));
        }

        private void leave(WorkerEntry worker) {
            workers.remove(worker.facts().id(), worker);
            if (ring != null) {
                ring.leave(worker);
            }
            List.copyOf(worker.waitedForBy()).forEach(lane -> attach(lane, null));
            Crew crew = worker.crew();
            if (crew != null) {
                crew.leave(worker);
                if (crew.isEmpty()) {
                    disband(crew);
                }
            }
        }

        private void assign(WorkerEntry worker) {
            var labels = new TreeMap<>(worker.facts().labels());
            labels.keySet().retainAll(labelsAskedFor);
            var key = new Crew.Key(worker.facts().capabilities(), labels);
            Crew crew = crews.get(key);
            if (crew == null) {
                crew = new Crew(key, Workforce.this::changed);
                crews.put(key, crew);
                for (Lane lane : lanes.values()) {
                    if (lane.key().worker() == null && key.suits(lane.key())) {
                        lane.join(crew);
                    }
                }
            }
            crew.join(worker);
        }

        /** A lane asks for a label that nobody has asked for before: workers that were alike may not be any more. */
        private void regroup() {
            List.copyOf(crews.values()).forEach(this::disband);
            List.copyOf(workers.values()).forEach(this::assign);
        }

        private void disband(Crew crew) {
            crews.remove(crew.key());
            lanes.values().forEach(lane -> lane.leave(crew));
            ready.remove(crew);
        }

        private void sweep() {
            if (lanes.size() >= sweepAt) {
                lanes.values().removeIf(Lane::isForgettable);
                sweepAt = Math.max(MANY_LANES, 2 * lanes.size());
            }
        }
    }

    /** The lane of a run that may go to any worker which has what it takes. */
    Lane lane(LiveRun run) {
        var key = Lane.Key.of(run);
        return app(key.app()).lane(key);
    }

    /** The lane of runs that may go to one worker alone of those that a lane is for. */
    Lane lane(Lane general, WorkerId worker) {
        return app(general.key().app()).lane(general, worker);
    }

    /** A line has somebody who waits. */
    void opened(Line line) {
        Lane lane = line.lane();
        lane.opened(line);
        WorkerId worker = lane.key().worker();
        if (worker != null && lane.own() == null) {
            app(lane.key().app()).follow(lane, worker);
        }
    }

    /** Nobody waits in a line any more. */
    void closed(Line line) {
        Lane lane = line.lane();
        lane.closed(line);
        WorkerId worker = lane.key().worker();
        if (worker != null && lane.isIdle()) {
            app(lane.key().app()).unfollow(lane, worker);
        }
    }

    /** Lanes that a router sends runs to, and wants to look at again because workers have come or left since. */
    List<Lane> takeUnsettled() {
        if (unsettled.isEmpty()) {
            return List.of();
        }
        List<Lane> taken = unsettled.stream()
                .flatMap(app -> app.lanes.values().stream())
                .filter(lane -> lane.key().byRouter() && !lane.isIdle())
                .toList();
        unsettled.clear();
        return taken;
    }

    /** A worker takes no more work. */
    void drained(WorkerEntry worker) {
        unsettled.add(app(worker.facts().app()));
        worker.waitedForBy().forEach(this::settle);
    }

    /** Lanes in which runs wait for a worker that alone may do them, and that is not there. */
    Set<Lane> deserted() {
        return deserted;
    }

    /** A worker connected, or said something else of itself. */
    void join(WorkerEntry worker) {
        App app = app(worker.facts().app());
        app.join(worker);
        unsettled.add(app);
    }

    /** A worker's connection is gone, or is about to be replaced. */
    void leave(WorkerEntry worker) {
        App app = apps.get(worker.facts().app());
        if (app != null) {
            app.leave(worker);
            unsettled.add(app);
        }
    }

    /** A crew in which a worker has a slot and a line waits; null if there is none. */
    @Nullable
    Crew ready() {
        return ready.isEmpty() ? null : ready.iterator().next();
    }

    /** The connected workers of an app in the order of their ids. */
    List<WorkerEntry> of(AppName name) {
        App app = apps.get(name);
        return app == null ? List.of() : List.copyOf(app.workers.values());
    }

    private App app(AppName name) {
        return apps.computeIfAbsent(name, _ -> new App());
    }

    private void settle(Lane lane) {
        if (lane.isDeserted()) {
            deserted.add(lane);
        } else {
            deserted.remove(lane);
        }
    }

    /** The crews in which somebody got or lost a slot, or began or ceased to wait, since this was last asked. */
    List<Crew> takeChanged() {
        var taken = List.copyOf(changed);
        changed.clear();
        return taken;
    }

    private void changed(Crew crew) {
        changed.add(crew);
        if (crew.canServe()) {
            ready.add(crew);
        } else {
            ready.remove(crew);
        }
    }
}
