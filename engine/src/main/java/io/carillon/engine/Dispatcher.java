package io.carillon.engine;

import io.carillon.model.Token;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunEvent;
import io.carillon.model.run.RunState;
import io.carillon.model.run.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Hands runs whose turn it is to workers: the most urgent first, then namespaces in fair shares, then what has been due for
 * longest. Runs wait in lines, because whatever holds up the first of a line holds up all of it: a line whose gate is shut is
 * parked there, and one without a free worker waits where that worker's next slot finds it. So a step looks at what can go and at
 * nothing else. A run that is to be split is so when it could be handed out, and its parts take its place in the line: however many
 * such runs wait, no more of them are split than there are workers for.
 */
final class Dispatcher {

    private final Runs runs;
    private final Lines lines;
    private final Chooser chooser;
    private final Workforce workforce;
    private final WorkerBook workers;
    private final Gates gates;
    private final Partitions partitions;
    private final Shards shards;
    private final List<Effect> withheld = new ArrayList<>();
    private long lastServed;

    Dispatcher(Runs runs, Workforce workforce, WorkerBook workers, Gates gates, Partitions partitions, Shards shards) {
        this.runs = runs;
        this.workforce = workforce;
        this.workers = workers;
        this.gates = gates;
        var routers = new Routers();
        this.chooser = new Chooser(routers);
        this.lines = new Lines(workforce, routers, gates);
        this.partitions = partitions;
        this.shards = shards;
    }

    /** A run that has its turn. One that was split has nothing to be handed out but its parts. */
    void enqueue(LiveRun run) {
        if (!(run.state() instanceof RunState.InParts) && !shards.holdBack(run)) {
            lines.enter(run);
        }
    }

    /** What the runs of a job have to pass may have changed. */
    void regroup(JobEntry job) {
        lines.regroup(job);
    }

    void dispatch(Instant now) {
        lines.settle();
        shards.takeReleased().forEach(this::enqueue);
        serve(now);
        for (List<Line> woken = gates.wake(now); !woken.isEmpty(); woken = gates.wake(now)) {
            for (Line line : woken) {
                lines.unpark(line);
            }
            serve(now);
        }
    }

    /**
     * A hand-out that waited for its commit is worthless if its attempt is over or to be stopped by then: nobody begins it. One that
     * may leave while the lease can't be trusted waits for news of it: another owner may have given the run up, and ended it.
     */
    List<Effect> letOut(List<Effect> decided, boolean trusted, Instant now) {
        if (withheld.isEmpty() && decided.stream().noneMatch(Effect.Assign.class::isInstance)) {
            return decided;
        }
        var ready = new ArrayList<>(withheld);
        ready.addAll(decided);
        withheld.clear();
        var leaving = new ArrayList<Effect>();
        for (Effect effect : ready) {
            if (!(effect instanceof Effect.Assign assign)) {
                leaving.add(effect);
            } else if (!trusted) {
                withheld.add(assign);
            } else if (begins(assign, now)) {
                leaving.add(assign);
            }
        }
        return leaving;
    }

    private boolean begins(Effect.Assign assign, Instant now) {
        LiveRun run = runs.find(assign.run().id());
        if (run == null
                || !(run.state() instanceof RunState.Sent sent)
                || !sent.attempt().equals(assign.attempt())) {
            return false;
        }
        runs.letGo(run, assign.attempt(), now);
        return true;
    }

    /** How many runs could begin if their gates were open and a worker had a slot. */
    int waitingRuns() {
        return lines.waiting();
    }

    private void serve(Instant now) {
        for (Crew crew = workforce.ready(); crew != null; crew = workforce.ready()) {
            Line line = crew.next();
            Gate shut = gates.shut(line.key().gates(), now);
            if (shut != null) {
                lines.park(line, shut);
            } else if (line.first().isToBeSplit()) {
                shards.split(line.first(), line.lane(), now).forEach(this::enqueue);
            } else {
                handOut(line, now);
                crew.handedOut(line);
            }
        }
    }

    private void handOut(Line line, Instant now) {
        LiveRun run = line.first();
        Chooser.Chosen chosen = chooser.choose(run, line.lane());
        WorkerEntry worker = chosen.worker();
        var token = new Token(partitions.epoch(run.partition()), run.run().handOuts() + 1);
        var attempt = new Attempt(token, worker.facts().id(), now, chosen.choice());
        Instant since = run.state() instanceof RunState.Waiting waited ? waited.since() : now;
        line.lane().served(line);
        if (!(runs.apply(run, new RunEvent.HandedOut(attempt, now)) instanceof Transition.Moved)) {
            throw new IllegalStateException("a waiting run could not be handed out: " + run.run());
        }
        worker.served(++lastServed);
        worker.promise(run);
        workers.hold(worker, run);
        run.setHeldBack(true);
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
}
