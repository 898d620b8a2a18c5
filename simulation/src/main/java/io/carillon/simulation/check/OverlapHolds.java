package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.job.Overlap;
import io.carillon.model.run.Cause;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Of a job whose runs may not overlap, the attempts that counted never did. */
final class OverlapHolds extends Invariant {

    private final Map<JobId, List<Counted>> counted = new HashMap<>();
    private final Attempts attempts;

    OverlapHolds(Attempts attempts) {
        this.attempts = attempts;
    }

    private record Counted(RunId run, Instant from, Instant to) {

        private boolean covers(Instant instant) {
            return !from.isAfter(instant) && instant.isBefore(to);
        }
    }

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        if (write instanceof Write.UpdateRun update
                && update.run().state() instanceof RunState.Succeeded done
                && done.attempt() != null) {
            Run run = update.run();
            Attempts.Execution execution =
                    attempts.execution(run.id(), done.attempt().token());
            int max = ledger.spec(run).overlap().max();
            if (max != Overlap.UNLIMITED && execution != null && execution.endedAt() != null) {
                var mine = new Counted(whole(run), execution.beganAt(), execution.endedAt());
                List<Counted> all = counted.computeIfAbsent(run.jobId(), _ -> new ArrayList<>());
                all.add(mine);
                requireAtMost(max, mine, all);
            }
        }
    }

    /** The parts of a run are together what may not overlap with others. */
    private static RunId whole(Run run) {
        return run.cause() instanceof Cause.Shard shard ? shard.of() : run.id();
    }

    /** Where too many overlap, they do so when the last of them begins. */
    private void requireAtMost(int max, Counted mine, List<Counted> all) {
        for (Counted each : all) {
            if (mine.covers(each.from()) || each.covers(mine.from())) {
                Instant begin = mine.covers(each.from()) ? each.from() : mine.from();
                Set<RunId> together = all.stream()
                        .filter(other -> other.covers(begin))
                        .map(Counted::run)
                        .collect(Collectors.toCollection(TreeSet::new));
                require(together.size() <= max, "at most ", max, " at once, not ", together);
            }
        }
    }
}
