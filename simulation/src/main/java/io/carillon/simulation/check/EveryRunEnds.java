package io.carillon.simulation.check;

import io.carillon.model.run.Run;
import java.time.Duration;
import java.time.Instant;

/**
 * When everything has healed, every run that was due a while ago has ended. A memory of a few runs for many busy jobs reads its
 * backlog one by one and may never come to its end while new ones keep coming, and jobs that share a limit may want more than it lets
 * through: there the jobs are paused before.
 */
final class EveryRunEnds extends Invariant {

    private static final Duration BOUND = Duration.ofSeconds(20);

    @Override
    void atEnd(Ledger ledger, Instant end) {
        for (Run run : ledger.live()) {
            require(
                    run.dueAt().isAfter(end.minus(BOUND)),
                    "not ended ",
                    BOUND.toSeconds(),
                    " s after it was due: ",
                    run);
        }
    }
}
