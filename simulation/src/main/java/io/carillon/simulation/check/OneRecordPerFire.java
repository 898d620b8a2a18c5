package io.carillon.simulation.check;

import io.carillon.engine.CommitBatch;
import io.carillon.engine.Write;
import io.carillon.model.JobId;
import io.carillon.model.RunId;
import io.carillon.model.run.Run;
import io.carillon.model.run.RunState;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A due instant of a trigger has at most one record, and there is none for an instant at which it is not due. */
final class OneRecordPerFire extends Invariant {

    private final Map<Fire, RunId> recorded = new HashMap<>();

    private record Fire(JobId job, int trigger, Instant instant) {}

    @Override
    void before(Write write, CommitBatch batch, Ledger ledger) {
        switch (write) {
            case Write.InsertRun insert -> insert(insert.run(), ledger);
            case Write.WithdrawFires withdraw ->
                ledger.withdrawn(withdraw).forEach(run -> fires(run, ledger).forEach(recorded::remove));
            default -> {}
        }
    }

    private void insert(Run run, Ledger ledger) {
        for (Fire fire : fires(run, ledger)) {
            RunId earlier = recorded.put(fire, run.id());
            require(earlier == null, fire.instant(), " is recorded by ", earlier, " already: ", run);
            requireDue(fire, run, ledger);
        }
    }

    private void requireDue(Fire fire, Run run, Ledger ledger) {
        JobHistory history = Objects.requireNonNull(ledger.job(run.jobId()), "no job for " + run);
        boolean due = history.spans().stream()
                .anyMatch(span -> span.job().version() == run.jobVersion()
                        && !span.job().paused()
                        && span.contains(fire.instant()));
        require(due, "recorded for an instant at which its job stood otherwise: ", run, "; ", history.present());
    }

    /** The instants that a record stands for. */
    private List<Fire> fires(Run run, Ledger ledger) {
        Integer trigger = FireBook.trigger(run);
        JobHistory history = ledger.job(run.jobId());
        if (trigger == null || history == null) {
            return List.of();
        }
        FireRule rule = FireRule.of(history.version(run.jobVersion()), trigger);
        if (rule == null) {
            return List.of();
        }
        require(rule.fires(run.scheduledAt()), "not an instant of its trigger: ", run);
        List<Instant> instants = FireBook.instants(run, rule);
        if (run.state() instanceof RunState.Skipped skipped) {
            require(instants.size() == skipped.count(), "stands for ", instants.size(), " fires: ", run);
        }
        return instants.stream()
                .map(instant -> new Fire(run.jobId(), trigger, instant))
                .toList();
    }
}
