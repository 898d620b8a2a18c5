package io.carillon.engine;

import io.carillon.model.WorkerId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A number for each worker that a job has used. Those that have left are forgotten when they begin to outnumber the others. */
final class Tally {

    private static final int FEW = 8;

    private final Map<WorkerId, Long> numbers = new HashMap<>();

    /** The number of a worker, or one that is given for those without any. */
    long of(WorkerEntry worker, long otherwise) {
        return numbers.getOrDefault(worker.facts().id(), otherwise);
    }

    boolean has(WorkerEntry worker) {
        return numbers.containsKey(worker.facts().id());
    }

    void put(Lane lane, WorkerEntry worker, long number) {
        numbers.put(worker.facts().id(), number);
        if (numbers.size() > FEW + 2 * lane.suitableWorkers()) {
            Set<WorkerId> present = new HashSet<>();
            lane.workers().forEach(each -> present.add(each.facts().id()));
            numbers.keySet().retainAll(present);
        }
    }

    int size() {
        return numbers.size();
    }
}
