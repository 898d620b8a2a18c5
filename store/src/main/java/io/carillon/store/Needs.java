package io.carillon.store;

import io.carillon.engine.Write;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.util.HashSet;
import java.util.Set;

/** Which tables of days a batch may write to. They are made before it begins, so that it makes none itself. */
final class Needs {

    private final Set<Slice> slices = new HashSet<>();
    private int succeeded;

    private Needs() {}

    static Needs of(Iterable<Write> writes) {
        var needs = new Needs();
        writes.forEach(needs::add);
        return needs;
    }

    Set<Slice> slices() {
        return slices;
    }

    /** How many pages it will write, more or less. */
    int pages() {
        return (succeeded + PageMaker.MOST_RUNS - 1) / PageMaker.MOST_RUNS;
    }

    private void add(Write write) {
        switch (write) {
            case Write.InsertRun insert -> {
                place(insert.run());
                if (keyOf(insert.run().cause())) {
                    slices.add(Slice.of(Family.KEYS, insert.run().id().madeAt()));
                }
            }
            case Write.UpdateRun update -> place(update.run());
            case Write.CancelPending cancel -> slices.add(Slice.of(Family.UNDONE, cancel.at()));
            case Write.AddAttempt attempt -> slices.add(Slice.of(Family.ATTEMPTS, attempt.endedAt()));
            case Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.PutJob _,
                    Write.BorrowJob _,
                    Write.DeleteJob _,
                    Write.MarkRun _,
                    Write.WithdrawFires _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.OfResource _,
                    Write.PutApp _ -> {}
        }
    }

    private void place(Run run) {
        if (run.cause() instanceof Cause.Shard shard) {
            slices.add(Slice.ofParts(shard.of()));
        } else if (run.state() instanceof RunState.Final end) {
            Slice slice = sliceOf(end);
            slices.add(slice);
            if (slice.family() == Family.DONE) {
                slices.add(new Slice(Family.SHELVES, slice.day()));
                succeeded++;
            }
        }
    }

    /** Where a run that has ended like this is kept. */
    static Slice sliceOf(RunState.Final end) {
        return Slice.of(StatusCode.familyOf(end.status()), end.finishedAt());
    }

    private static boolean keyOf(Cause cause) {
        return switch (cause) {
            case Cause.Requested asked -> asked.key() != null;
            case Cause.Rerun rerun -> rerun.key() != null;
            case Cause.Fired _, Cause.CaughtUp _, Cause.Compensation _, Cause.Shard _ -> false;
        };
    }
}
