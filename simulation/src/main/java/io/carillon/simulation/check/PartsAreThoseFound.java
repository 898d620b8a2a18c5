package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A run has as many parts as its definition says, or an attempt of it has found, and those that the attempts have found by which parts of it
 * succeeded: what an attempt found that did not count is not there, and nothing is there twice.
 */
final class PartsAreThoseFound extends Invariant {

    private final Map<RunId, Integer> atFirst = new HashMap<>();
    private final Map<RunId, Integer> added = new HashMap<>();
    private final Attempts attempts;

    PartsAreThoseFound(Attempts attempts) {
        this.attempts = attempts;
    }

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (!(write instanceof Write.UpdateRun update)) {
            return;
        }
        Run run = update.run();
        if (run.cause() instanceof Cause.Shard shard
                && run.state() instanceof RunState.Succeeded done
                && done.attempt() != null) {
            int found = attempts.found(run.id(), done.attempt().token());
            added.merge(shard.of(), found, Integer::sum);
        } else if (run.state() instanceof RunState.Split split && !atFirst.containsKey(run.id())) {
            int first = split.parts() - added.getOrDefault(run.id(), 0);
            atFirst.put(run.id(), first);
            if (run.handOuts() > 0) {
                Set<Integer> found = attempts.found(run.id(), run.handOuts());
                require(found.contains(first), "no attempt of it has found ", first, " parts, but ", found, ": ", run);
            }
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (!(happening instanceof Happening.Committed committed)) {
            return;
        }
        for (Write write : committed.batch().writes()) {
            Run stored = write instanceof Write.UpdateRun update
                    ? ledger.run(update.run().id())
                    : null;
            Run whole = stored != null && stored.cause() instanceof Cause.Shard shard ? ledger.run(shard.of()) : stored;
            if (whole != null && whole.state() instanceof RunState.InParts split) {
                int expected = atFirst.getOrDefault(whole.id(), 0) + added.getOrDefault(whole.id(), 0);
                require(split.parts() == expected, split.parts(), " parts, not ", expected, ": ", whole);
            }
        }
    }
}
