package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.RunId;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Cause;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What is for every worker is split into parts for as many different ones, and each part goes to its worker and to no other. */
final class EachWorkerItsOwnPart extends Invariant {

    private final Map<RunId, Set<WorkerId>> workers = new HashMap<>();
    private final Map<RunId, Integer> totals = new HashMap<>();

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.InsertRun insert
                && insert.run().cause() instanceof Cause.Shard shard
                && shard.worker() != null) {
            int atFirst = totals.computeIfAbsent(shard.of(), _ -> shard.total());
            boolean another =
                    workers.computeIfAbsent(shard.of(), _ -> new HashSet<>()).add(shard.worker());
            require(another == (shard.total() == atFirst), "not one part for each worker: ", insert.run());
        }
    }

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.HandedOut out && out.assign().run().cause() instanceof Cause.Shard shard) {
            boolean forOne = out.assign().spec().routing().strategy() == Routing.Strategy.BROADCAST;
            require(forOne == (shard.worker() != null), "a part for one, or for any: ", out.assign());
            require(
                    shard.worker() == null
                            || shard.worker().equals(out.assign().attempt().worker()),
                    "another's part: ",
                    out.assign());
        }
    }
}
