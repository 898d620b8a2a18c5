package io.carillon.engine;

/** Names a write for people: what it does and to what, and nothing of what it carries, which may be secret. */
final class WriteText {

    private WriteText() {}

    static String of(Write write) {
        return switch (write) {
            case Write.PutJob put ->
                "put-job job=" + put.job().key() + " version=" + put.job().version();
            case Write.BorrowJob borrow ->
                "borrow-job job=" + borrow.job().key() + " version="
                        + borrow.job().version();
            case Write.DeleteJob delete -> "delete-job id=" + delete.job();
            case Write.InsertRun insert ->
                "insert-run run=" + insert.run().id() + " job=" + insert.run().job() + " scheduledAt="
                        + insert.run().scheduledAt();
            case Write.UpdateRun update ->
                "update-run run=" + update.run().id() + " job=" + update.run().job();
            case Write.DropPlan drop -> "drop-plan plan=" + drop.plan();
            case Write.MarkRun mark -> "mark-run run=" + mark.run();
            case Write.WithdrawFires withdraw -> "withdraw-fires id=" + withdraw.job();
            case Write.CancelPending cancel -> "cancel-pending id=" + cancel.job();
            case Write.MovePartition move -> "move-partition partition=" + move.partition();
            case Write.ReleasePartition release -> "release-partition partition=" + release.partition();
            case Write.AddAttempt attempt ->
                "add-attempt run=" + attempt.run() + " token="
                        + attempt.attempt().token();
            case Write.Save save ->
                "save run=" + save.run() + " token=" + save.by() + " step="
                        + (save.entry().isStep() ? save.entry().step() : "none");
            case Write.DropSaved drop -> "drop-saved run=" + drop.run();
            case Write.PutResource put -> "put-resource key=" + put.resource().key();
            case Write.DeleteResource delete -> "delete-resource key=" + delete.key();
            case Write.PutApp put -> "put-app app=" + put.app();
        };
    }
}
