package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.run.Cause;
import java.util.HashMap;
import java.util.Map;

/** Requests with one key for one job make one run, however often they are repeated. */
final class RequestKeysAreHonoured extends Invariant {

    private final Map<Key, RunId> runs = new HashMap<>();

    private record Key(JobId job, String key) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.InsertRun insert
                && insert.run().cause() instanceof Cause.Requested requested
                && requested.key() != null) {
            var key = new Key(insert.run().jobId(), requested.key());
            RunId earlier = runs.putIfAbsent(key, insert.run().id());
            require(earlier == null, key, " has made ", earlier, " already: ", insert.run());
        }
    }
}
