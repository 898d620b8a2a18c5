package io.carillon.engine;

import io.carillon.engine.testing.TestingWorker;
import io.carillon.model.WorkerId;
import io.carillon.model.run.Cause;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Which worker got which part. */
final class TestingShards {

    private TestingShards() {}

    /** Who got the part of each index last. */
    static Map<Integer, WorkerId> workersByIndex(Collection<TestingWorker> workers) {
        var byIndex = new TreeMap<Integer, WorkerId>();
        for (TestingWorker worker : workers) {
            for (TestingWorker.Received received : worker.received()) {
                if (received.assign().run().cause() instanceof Cause.Shard shard) {
                    byIndex.put(shard.index(), worker.id());
                }
            }
        }
        return byIndex;
    }
}
