package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A run that is split has each of its parts exactly once, all of them from the batch that says so on, and is never handed out itself. */
final class EachPartOnce extends Invariant {

    private final Map<RunId, BitSet> parts = new HashMap<>();

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.InsertRun insert && insert.run().cause() instanceof Cause.Shard shard) {
            Run whole = ledger.run(shard.of());
            require(
                    whole != null
                            && whole.state() instanceof RunState.Split split
                            && split.parts() >= shard.total()
                            && isLike(whole, insert.run()),
                    "a part of ",
                    whole,
                    ": ",
                    insert.run());
            BitSet known = parts.computeIfAbsent(shard.of(), _ -> new BitSet());
            require(!known.get(shard.index()), "the same part again: ", insert.run());
            known.set(shard.index());
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Committed committed) {
            for (Write write : committed.batch().writes()) {
                Run stored = write instanceof Write.UpdateRun update
                        ? ledger.run(update.run().id())
                        : null;
                if (stored != null && stored.state() instanceof RunState.Split split) {
                    int made = parts.getOrDefault(stored.id(), new BitSet()).cardinality();
                    require(made == split.parts(), "split into ", made, " parts: ", stored);
                }
            }
        } else if (happening instanceof Happening.HandedOut out) {
            Run run = out.assign().run();
            require(
                    run.cause() instanceof Cause.Shard
                            || !isToBeSplit(out.assign().spec().routing()),
                    "handed out as a whole: ",
                    run);
        }
    }

    private static boolean isToBeSplit(Routing routing) {
        return routing.shards() > 1 || routing.strategy() == Routing.Strategy.BROADCAST;
    }

    private static boolean isLike(Run whole, Run part) {
        return part.id().partition().equals(whole.id().partition())
                && part.jobId().equals(whole.jobId())
                && part.jobVersion() == whole.jobVersion()
                && part.scheduledAt().equals(whole.scheduledAt())
                && part.dueAt().equals(whole.dueAt())
                && part.priority().equals(whole.priority())
                && part.params().equals(whole.params());
    }
}
