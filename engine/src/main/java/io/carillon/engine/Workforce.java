package io.carillon.engine;

import io.carillon.model.AppName;
import io.carillon.model.WorkerId;
import io.carillon.model.job.JobSpec;
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

    private final class App {

        private final TreeMap<WorkerId, WorkerEntry> workers = new TreeMap<>();
        private final Map<Crew.Key, Crew> crews = new LinkedHashMap<>();
        private final Map<Lane.Key, Lane> lanes = new LinkedHashMap<>();
        private final TreeSet<String> labelsAskedFor = new TreeSet<>();
        private int sweepAt = MANY_LANES;

        private Lane lane(Lane.Key key) {
            Lane known = lanes.get(key);
            if (known != null) {
                return known;
            }
            sweep();
            var lane = new Lane(key);
            lanes.put(key, lane);
            boolean newLabels = labelsAskedFor.addAll(key.affinity().labels().keySet());
            if (labelsAskedFor.addAll(key.affinity().notLabels().keySet()) || newLabels) {
                regroup();
            } else {
                crews.values().stream().filter(crew -> crew.key().suits(key)).forEach(lane::join);
            }
            return lane;
        }

        private void join(WorkerEntry worker) {
            workers.put(worker.facts().id(), worker);
            assign(worker);
        }

        private void leave(WorkerEntry worker) {
            workers.remove(worker.facts().id(), worker);
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
                    if (key.suits(lane.key())) {
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

    Lane lane(JobSpec spec) {
        var key = Lane.Key.of(spec);
        return apps.computeIfAbsent(key.app(), _ -> new App()).lane(key);
    }

    /** A worker connected, or said something else of itself. */
    void join(WorkerEntry worker) {
        apps.computeIfAbsent(worker.facts().app(), _ -> new App()).join(worker);
    }

    /** A worker's connection is gone, or is about to be replaced. */
    void leave(WorkerEntry worker) {
        App app = apps.get(worker.facts().app());
        if (app != null) {
            app.leave(worker);
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

    private void changed(Crew crew) {
        if (crew.canServe()) {
            ready.add(crew);
        } else {
            ready.remove(crew);
        }
    }
}
