package io.carillon.engine;

import io.carillon.model.RunId;
import io.carillon.model.job.Job;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;

/** Which writes mean nothing, or the wrong thing, without another of the same batch. */
final class Dependence {

    private Dependence() {}

    /** @param sameStep whether both were written by one step, which hears one command at most */
    static boolean on(Write struck, Write other, boolean sameStep) {
        return switch (struck) {
            case Write.PutJob put -> onVersion(put.job(), other, sameStep);
            case Write.BorrowJob borrow ->
                other instanceof Write.InsertRun insert
                        && insert.partition().equals(borrow.partition())
                        && isOf(borrow.job(), insert.run());
            case Write.InsertRun insert ->
                (sameStep && isRequested(insert) && isRequested(other))
                        || isAbout(insert.run().id(), other);
            case Write.UpdateRun update ->
                (other instanceof Write.DropPlan drop && drop.plan().equals(update.leaving()))
                        || onEnd(update.run(), other)
                        || onPlace(update.run(), other);
            case Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.DeleteJob _,
                    Write.MarkRun _,
                    Write.WithdrawFires _,
                    Write.CancelPending _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.AddAttempt _,
                    Write.OfResource _,
                    Write.PutApp _ -> false;
        };
    }

    /** What was settled because a run ended as it did: what is noted beside it, what makes up for it, and how the run ended that it is a part of. */
    static boolean onEnd(Run run, Write other) {
        if (!(run.state() instanceof RunState.Final)) {
            return false;
        }
        return switch (other) {
            case Write.MarkRun mark -> mark.run().equals(run.id());
            case Write.InsertRun insert ->
                insert.run().cause() instanceof Cause.Compensation compensation
                        && compensation.of().equals(run.id());
            case Write.UpdateRun update ->
                run.cause() instanceof Cause.Shard part
                        && part.of().equals(update.run().id())
                        && update.run().state() instanceof RunState.Final;
            case Write.PutJob _,
                    Write.BorrowJob _,
                    Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.DeleteJob _,
                    Write.WithdrawFires _,
                    Write.CancelPending _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.AddAttempt _,
                    Write.OfResource _,
                    Write.PutApp _ -> false;
        };
    }

    /** What is saved for a run that says so in its row, and dropped when its row says that it has ended. */
    private static boolean onPlace(Run run, Write other) {
        return (other instanceof Write.Save save && save.run().equals(run.id()))
                || (other instanceof Write.DropSaved drop && drop.run().equals(run.id()));
    }

    /** Runs of a version that there will not be, and what its step did to make room for them. */
    private static boolean onVersion(Job job, Write other, boolean sameStep) {
        return switch (other) {
            case Write.InsertRun insert -> isOf(job, insert.run());
            case Write.UpdateRun update -> isOf(job, update.run());
            case Write.WithdrawFires withdraw -> sameStep && withdraw.job().equals(job.id());
            case Write.CancelPending cancel -> sameStep && cancel.job().equals(job.id());
            case Write.PutJob _,
                    Write.BorrowJob _,
                    Write.Save _,
                    Write.DropSaved _,
                    Write.DropPlan _,
                    Write.DeleteJob _,
                    Write.MarkRun _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.AddAttempt _,
                    Write.OfResource _,
                    Write.PutApp _ -> false;
        };
    }

    private static boolean isOf(Job job, Run run) {
        return run.jobId().equals(job.id()) && run.jobVersion() == job.version();
    }

    /** What happened to a run means nothing if there is no such run. */
    private static boolean isAbout(RunId run, Write other) {
        return switch (other) {
            case Write.UpdateRun update -> update.run().id().equals(run);
            case Write.MarkRun mark -> mark.run().equals(run);
            case Write.AddAttempt attempt -> attempt.run().equals(run);
            case Write.Save save -> save.run().equals(run);
            case Write.DropSaved drop -> drop.run().equals(run);
            case Write.InsertRun _,
                    Write.PutJob _,
                    Write.BorrowJob _,
                    Write.DropPlan _,
                    Write.DeleteJob _,
                    Write.WithdrawFires _,
                    Write.CancelPending _,
                    Write.MovePartition _,
                    Write.ReleasePartition _,
                    Write.OfResource _,
                    Write.PutApp _ -> false;
        };
    }

    /** Whoever asks for many runs gets all of them or none. */
    private static boolean isRequested(Write write) {
        return write instanceof Write.InsertRun insert && insert.run().cause() instanceof Cause.Requested;
    }
}
