package io.carillon.engine.testing;

import io.carillon.engine.Write;
import io.carillon.model.Partition;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which run stands in which plan of a {@link TestingStore}, and what may not be said of it. */
final class TestingPlans {

    private final Map<RunId, RunId> planOf = new TreeMap<>();
    private final Set<RunId> growing = new TreeSet<>();
    private final Set<RunId> complete = new TreeSet<>();

    /** What comes next is written after all that came before: another batch begins, or a write in this one that searches. */
    void complete() {
        complete.addAll(growing);
        growing.clear();
    }

    void join(Write.InsertRun insert) {
        RunId plan = insert.plan();
        if (plan != null) {
            if (complete.contains(plan)) {
                throw new IllegalStateException("plan " + plan + " is written and can't grow by " + insert);
            }
            growing.add(plan);
            planOf.put(insert.run().id(), plan);
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
