package io.carillon.engine;

import io.carillon.model.WorkerId;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The lines in which runs wait that have their turn: each is listed where whatever it waits for finds it. */
final class Lines {

    private final Map<Line.Key, Line> byKey = new HashMap<>();
    private final Workforce workforce;
    private final Routers routers;
    private final Gates gates;
    private long lastNumber;
    private int waiting;

    Lines(Workforce workforce, Routers routers, Gates gates) {
        this.workforce = workforce;
        this.routers = routers;
        this.gates = gates;
    }

    void enter(LiveRun run) {
        var key = new Line.Key(
                lane(run), run.run().job().namespace(), run.run().priority().level(), gates.of(run.job()));
        Line line = byKey.get(key);
        if (line == null) {
            line = new Line(this, key, ++lastNumber);
            byKey.put(key, line);
            workforce.opened(line);
        }
        line.add(run);
        run.waitIn(line);
        waiting++;
        relist(line);
    }

    /** A run waits no longer, whatever became of it. */
    void leave(LiveRun run) {
        Line line = run.line();
        if (line != null) {
            run.waitIn(null);
            line.remove(run);
            waiting--;
            relist(line);
        }
    }

    /** Who waits for a worker of its own waits for the right one again, after some have come or left. */
    void settle() {
        for (Lane lane : workforce.takeUnsettled()) {
            for (LiveRun run : lane.waiting()) {
                if (lane(run) != lane) {
                    leave(run);
                    enter(run);
                }
            }
        }
    }

    private Lane lane(LiveRun run) {
        Lane general = workforce.lane(run);
        WorkerId only = run.only();
        if (only != null) {
            return workforce.lane(general, only);
        }
        if (!run.waitsForItsOwn()) {
            return general;
        }
        WorkerEntry home = routers.of(run).home(run, general);
        return home == null ? general : workforce.lane(general, home.facts().id());
    }

    /** What the runs of a job have to pass may have changed. */
    void regroup(JobEntry job) {
        gates.redefine(job);
        for (LiveRun run : Stream.concat(job.turns().active().stream(), job.shards().stream())
                .toList()) {
            Line line = run.line();
            if (line != null && !line.key().gates().equals(gates.of(job))) {
                leave(run);
                enter(run);
            }
        }
    }

    /** A line whose first run can't go before this gate opens. */
    void park(Line line, Gate shut) {
        line.lane().remove(line);
        line.parkAt(shut);
        gates.park(line, shut);
    }

    void unpark(Line line) {
        line.parkAt(null);
        line.lane().add(line);
    }

    /** How many runs are in lines. */
    int waiting() {
        return waiting;
    }

    private void relist(Line line) {
        Lane lane = line.lane();
        Gate gate = line.parkedAt();
        if (line.isEmpty()) {
            lane.remove(line);
            if (gate != null) {
                gate.unpark(line);
            }
            byKey.remove(line.key());
            workforce.closed(line);
        } else if (gate == null && line.isMislisted()) {
            lane.relist(line);
        }
    }
}
