package io.carillon.simulation.check;

import io.carillon.engine.Write;
import java.time.Instant;
import java.util.List;

/** Everything that must hold, asked after everything that happens. */
public final class Invariants {

    private final Ledger ledger;
    private final Attempts attempts = new Attempts();
    private final List<Invariant> all;
    private long checks;

    public Invariants(Instant start, Ledger.Tolerance tolerance) {
        this.ledger = new Ledger(start, tolerance);
        this.all = List.of(
                new OneWriterPerEpoch(),
                new LeasesAreHonoured(),
                new RowsAreWrittenOnce(),
                new FinalIsFinal(),
                new OneRecordPerFire(),
                new EveryFireIsRecorded(),
                new NoFireOfAFormerDefinition(),
                new NothingLeavesBeforeItsCommit(),
                new TokensRise(attempts),
                new OnlyTheCurrentResultCounts(attempts),
                new HandOutsAreBounded(attempts),
                new RecoveryAsksFirst(attempts),
                new NoNeedlessRescue(attempts),
                new WorkersBeginEachAttemptOnce(),
                new AcknowledgedIsDurable(attempts),
                new AnsweredIsDurable(),
                new RequestKeysAreHonoured(),
                new OverlapHolds(attempts),
                new LimitsHold(attempts),
                new RatesHold(attempts),
                new NamedRatesHold(attempts),
                new BreakersHold(attempts),
                new LabelsAreHonoured(),
                new NothingBeginsEarly(),
                new TimeIsShared(),
                new MemoryIsBounded(),
                new EachPartOnce(),
                new PartsAreThoseFound(attempts),
                new EachWorkerItsOwnPart(),
                new PartsEndFirst(),
                new SavedIsGiven(),
                new CallbacksCountOnce(attempts),
                new LinesAreKept(),
                new SlotsAreEnough(),
                new EveryRunEnds());
    }

    /** The names of all invariants. */
    public List<String> names() {
        return all.stream().map(each -> each.getClass().getSimpleName()).toList();
    }

    public Ledger ledger() {
        return ledger;
    }

    /** How many times an invariant was asked. */
    public long checks() {
        return checks;
    }

    /** How many runs were recorded. */
    public int runs() {
        return ledger.runs().size();
    }

    public void see(Instant now, Happening happening) {
        ledger.setNow(now);
        attempts.see(happening, now);
        switch (happening) {
            case Happening.Committed committed -> apply(committed);
            case Happening.TookOver taken -> ledger.own(taken);
            case Happening.Heard _,
                    Happening.HandedOut _,
                    Happening.Acknowledged _,
                    Happening.Answered _,
                    Happening.Stepped _,
                    Happening.BreakerMoved _,
                    Happening.NodeDied _,
                    Happening.TaskBegan _,
                    Happening.TaskGiven _,
                    Happening.SavingAcknowledged _,
                    Happening.StepDone _,
                    Happening.TaskDeferred _,
                    Happening.LinesAcknowledged _,
                    Happening.TaskMapped _,
                    Happening.TaskEnded _,
                    Happening.WorkerDied _ -> {}
        }
        all.forEach(invariant -> invariant.after(happening, ledger));
        checks += all.size();
        if (happening instanceof Happening.HandedOut out) {
            attempts.remember(out, ledger);
        }
    }

    /** Everything has healed and come to rest. */
    public void end(Instant end) {
        ledger.setNow(end);
        all.forEach(invariant -> invariant.atEnd(ledger, end));
        checks += all.size();
    }

    private void apply(Happening.Committed committed) {
        for (Write write : committed.batch().writes()) {
            if (write instanceof Write.Fenced fenced && committed.fencedOut().contains(fenced.partition())) {
                continue;
            }
            all.forEach(invariant -> invariant.before(write, committed.batch(), ledger));
            checks += all.size();
            ledger.apply(write);
        }
        for (Write write : committed.batch().writes()) {
            if (write instanceof Write.ReleasePartition release
                    && !committed.fencedOut().contains(release.partition())) {
                ledger.release(release.partition());
            }
        }
    }
}
