package io.carillon.engine;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The lines in which runs wait that have their turn: each is listed where whatever it waits for finds it. */
final class Lines {

    private final Map<Line.Key, Line> byKey = new HashMap<>();
    private final Workforce workforce;
    private final Gates gates;
    private long lastNumber;
    private int waiting;

    Lines(Workforce workforce, Gates gates) {
        this.workforce = workforce;
        this.gates = gates;
    }

    void enter(LiveRun run) {
        var key = new Line.Key(
                workforce.lane(run.spec()),
                run.run().job().namespace(),
                run.run().priority().level(),
                gates.of(run.job()));
        Line line = byKey.get(key);
        if (line == null) {
            line = new Line(this, key, ++lastNumber);
            byKey.put(key, line);
            key.lane().opened();
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
            lane.closed();
        } else if (gate == null && line.isMislisted()) {
            lane.remove(line);
            lane.add(line);
        }
    }
}
