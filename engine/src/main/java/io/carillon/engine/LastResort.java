package io.carillon.engine;

import io.carillon.model.run.Attempt;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is written of a run's end where the store refuses the end itself: that it failed so, lest the run never end. */
final class LastResort {

    static final String NOT_STORED = "NOT_STORED";

    private LastResort() {}

    /** The write that takes the place of another; null if there is none. */
    static Write.@Nullable UpdateRun of(Write refused, String reason) {
        return switch (refused) {
            case Write.UpdateRun update -> {
                Run failed = failed(update.run(), reason);
                yield failed == null ? null : new Write.UpdateRun(update.partition(), failed, update.leaving());
            }
            case Write.InsertRun _,
                    Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.PutJob _,
                    Write.BorrowJob _,
                    Write.DeleteJob _,
                    Write.MarkRun _,
                    Write.WithdrawFires _,
                    Write.CancelPending _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.AddAttempt _,
                    Write.OfResource _,
                    Write.PutApp _ -> null;
        };
    }

    private static @Nullable Run failed(Run run, String reason) {
        return switch (run.state()) {
            case RunState.Succeeded end -> failed(run, end.attempt(), end.startedAt(), end.finishedAt(), reason);
            case RunState.Failed end -> failed(run, end.attempt(), end.startedAt(), end.finishedAt(), reason);
            case RunState.Cancelled _,
                    RunState.Skipped _,
                    RunState.Pending _,
                    RunState.Scheduled _,
                    RunState.Running _ -> null;
        };
    }

    private static Run failed(
            Run run, @Nullable Attempt attempt, @Nullable Instant startedAt, Instant finishedAt, String reason) {
        var error = new RunError(NOT_STORED, "the database refuses what the run ended with: " + reason);
        return run.withState(new RunState.Failed(attempt, startedAt, finishedAt, error));
    }
}
