package io.carillon.engine;

import io.carillon.model.Partition;
import io.carillon.model.RunId;
import org.jspecify.annotations.Nullable;

/** Tells whose a command is: its partition's owner takes it. */
public final class CommandHome {

    private CommandHome() {}

    /**
     * The partition that a command is about; null if it is about none that there is.
     *
     * @param count how many partitions the cluster has
     */
    public static @Nullable Partition of(Command command, int count) {
        return switch (command) {
            case Command.CreateJob create -> Partition.of(create.draft().key(), count);
            case Command.ReplaceJob replace -> Partition.of(replace.draft().key(), count);
            case Command.DeclareJob declare -> Partition.of(declare.draft().key(), count);
            case Command.DeleteJob delete -> Partition.of(delete.key(), count);
            case Command.PauseJob pause -> Partition.of(pause.key(), count);
            case Command.ResumeJob resume -> Partition.of(resume.key(), count);
            case Command.TriggerJob trigger -> Partition.of(trigger.key(), count);
            case Command.TriggerBatch batch -> Partition.of(batch.key(), count);
            case Command.RerunRun rerun -> of(rerun.of().id(), count);
            case Command.LookedUp looked -> of(looked.asked(), count);
            case Command.DiscardRun discard -> of(discard.run(), count);
            case Command.CancelRun cancel -> of(cancel.run().id(), count);
            case Command.CallBack call -> of(call.how().run(), count);
            case Command.ExplainRun explain -> of(explain.run(), count);
            case Command.PutResource put -> Partition.of(put.draft().key(), count);
            case Command.DeleteResource delete -> Partition.of(delete.key(), count);
            case Command.DeclareApp _ -> null;
        };
    }

    /** An id can name more partitions than there are; no run is in one of those. */
    private static @Nullable Partition of(RunId run, int count) {
        return run.partition().number() < count ? run.partition() : null;
    }
}
