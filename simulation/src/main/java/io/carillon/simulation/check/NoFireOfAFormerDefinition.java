package io.carillon.simulation.check;

import io.carillon.engine.Write;
import io.carillon.model.job.Job;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;

/** Once an edit, a pause or a deletion is durable, no fire after it that was recorded ahead still waits for its
 * instant. */
final class NoFireOfAFormerDefinition extends Invariant {

    @Override
    void after(Happening happening, Ledger ledger) {
        if (happening instanceof Happening.Committed committed) {
            for (Write write : committed.batch().writes()) {
                if (write instanceof Write.Fenced fenced
                        && committed.fencedOut().contains(fenced.partition())) {
                    continue;
                }
                switch (write) {
                    case Write.PutJob put
                    when isPresent(put.job(), ledger) ->
                        requireWithdrawn(put.job(), put.job().activeFrom(), ledger);
                    case Write.CancelPending cancel -> requireCancelled(cancel, ledger);
                    default -> {}
                }
            }
        }
    }

    /** Of several changes in one batch only the last one matters. */
    private static boolean isPresent(Job job, Ledger ledger) {
        JobHistory history = ledger.job(job.id());
        return history != null && history.present().equals(job);
    }

    private void requireWithdrawn(Job job, Instant after, Ledger ledger) {
        for (Run run : ledger.live()) {
            require(
                    !run.jobId().equals(job.id())
                            || !(run.state() instanceof RunState.Pending)
                            || FireBook.trigger(run) == null
                            || !run.dueAt().isAfter(after)
                            || (run.jobVersion() == job.version() && !job.paused()),
                    "still to come after ",
                    job,
                    ": ",
                    run);
        }
    }

    private void requireCancelled(Write.CancelPending cancel, Ledger ledger) {
        for (Run run : ledger.live()) {
            require(
                    !run.jobId().equals(cancel.job())
                            || !(run.state() instanceof RunState.Pending)
                            || !run.dueAt().isAfter(cancel.at()),
                    "still to come after ",
                    cancel,
                    ": ",
                    run);
        }
    }
}
