package io.carillon.engine;

import io.carillon.model.run.Cause;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Takes back fires that were recorded ahead and are not due: from memory, from the store, and from an answer of the store that is on
 * its way. Requests stay. So do fires after now that a former owner, whose time was ahead, has handed out: they have their record,
 * and are not to be recorded anew.
 */
final class Withdrawer {

    private final Runs runs;
    private final Partitions partitions;
    private final GroupCommit commit;

    Withdrawer(Runs runs, Partitions partitions, GroupCommit commit) {
        this.runs = runs;
        this.partitions = partitions;
        this.commit = commit;
    }

    void withdraw(JobEntry entry, Instant now) {
        withdraw(entry, OptionalInt.empty(), now);
    }

    /** @param trigger the one whose fires are taken back; empty is every one */
    void withdraw(JobEntry entry, OptionalInt trigger, Instant now) {
        Predicate<Cause> which = cause -> switch (cause) {
            case Cause.Fired fired -> trigger.isEmpty() || fired.trigger() == trigger.getAsInt();
            case Cause.CaughtUp made -> trigger.isEmpty() || made.trigger() == trigger.getAsInt();
            case Cause.Requested _, Cause.Compensation _, Cause.Rerun _, Cause.Shard _ -> false;
        };
        long lastId = partitions.lastId(entry.partition());
        runs.takenBack(new Runs.TakenBack(entry.job().id(), lastId, now, which));
        for (LiveRun run : List.copyOf(entry.pending())) {
            if (which.test(run.run().cause()) && run.run().dueAt().isAfter(now)) {
                runs.unplan(run);
                runs.withdraw(run);
            }
        }
        for (LiveRun run : entry.turns().all().toList()) {
            if (run.run().dueAt().isAfter(now)) {
                keep(entry, run, which, now);
            }
        }
        runs.closePlans();
        commit.write(new Write.WithdrawFires(entry.partition(), entry.job().id(), now, trigger));
    }

    /** The store must know that it is not just recorded: what is, is taken back there. */
    private void keep(JobEntry entry, LiveRun run, Predicate<Cause> which, Instant now) {
        runs.writeIfAhead(run);
        if (run.run().cause() instanceof Cause.Fired fired && which.test(fired)) {
            entry.cancelAhead(fired.trigger(), run.run().scheduledAt(), now);
        }
    }
}
