package io.carillon.engine.testing;

import io.carillon.engine.Write;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.util.Map;
import java.util.TreeMap;

/** Which run stands in which plan of a {@link TestingStore}, and what may not be said of it. */
final class TestingPlans {

    private final Map<RunId, RunId> planOf = new TreeMap<>();

    void join(Write.InsertRun insert) {
        if (insert.plan() != null) {
            planOf.put(insert.run().id(), insert.plan());
        }
    }

    void leave(Write.UpdateRun update) {
        RunId stoodIn = planOf.remove(update.run().id());
        if (stoodIn == null ? update.leaving() != null : !stoodIn.equals(update.leaving())) {
            throw new IllegalStateException("a run of plan " + stoodIn + " is updated by " + update);
        }
    }

    void drop(Write.DropPlan drop) {
        if (planOf.containsValue(drop.plan())) {
            throw new IllegalStateException("runs stand in plan " + drop.plan() + ": " + planOf);
        }
    }

    void dissolve(Partition partition) {
        planOf.keySet().removeIf(run -> run.partition().equals(partition));
    }

    boolean hold(RunId run) {
        return planOf.containsKey(run);
    }

    /** A write that searches finds nothing in plans. */
    void requireOutside(Run run) {
        if (hold(run.id())) {
            throw new IllegalStateException("searched for while it stands in a plan: " + run);
        }
    }
}
