package io.carillon.simulation;

import java.util.function.Supplier;

/** A known bug, put back on purpose. The names are those of the bug; what they change is in the classes they name. */
enum Mutant {
    NO_FENCE(20, StoreMutants.NoFence::new),
    A_LOCK_THAT_DOES_NOT_CONFLICT(200, StoreMutants.LockThatDoesNotConflict::new),
    A_LEASE_TRUSTED_BY_THE_WALL_CLOCK(60, StoreMutants.LeaseByWallClock::new),
    A_CLOCK_THAT_FOLLOWS_THE_WALL(10, ClockMutants.WallClockFollowed::new),
    AN_OUTCOME_LOOKED_UP_TOO_SOON(60, StoreMutants.OutcomeLookedUpTooSoon::new),
    ONE_NUMBER_FOR_ALL_LANES(300, StoreMutants.OneNumberForAllLanes::new),
    ONE_LANE_SPEAKS_FOR_ALL(20, ShellMutants.OneLaneSpeaksForAll::new),
    SENT_BEFORE_COMMIT(5, ShellMutants.SentBeforeCommit::new),
    ACKNOWLEDGED_BEFORE_COMMIT(5, ShellMutants.AcknowledgedBeforeCommit::new),
    A_WATERMARK_WITHOUT_ITS_ROWS(5, ShellMutants.WatermarkWithoutRows::new),
    AN_UNKNOWN_OUTCOME_TAKEN_FOR_A_FAILURE(60, ShellMutants.UnknownTakenForFailed::new),
    WITHDRAWN_FIRES_FORGOTTEN(20, ShellMutants.WithdrawnForgotten::new),
    SAVED_WORK_NOT_GIVEN(10, SavingMutants.NotGiven::new),
    SAVED_WORK_ACKNOWLEDGED_TOO_SOON(40, SavingMutants.AcknowledgedTooSoon::new),
    LINES_ACKNOWLEDGED_TOO_SOON(5, LogMutants.AcknowledgedTooSoon::new),
    A_HAND_OUT_NOT_COUNTED(60, ShellMutants.HandOutNotCounted::new),
    FORGETFUL_OF_LOST_WORKERS(40, ShellMutants.LostWorkerForgotten::new),
    RESCUE_BY_AGE(20, ReportMutants.RescueByAge::new),
    COMPLETION_WITHOUT_TOKEN(800, ReportMutants.CompletionWithoutToken::new),
    FINAL_OVERWRITTEN_BY_A_LATE_REPORT(20, ReportMutants.FinalOverwritten::new),
    CALLBACK_WITHOUT_TOKEN(150, ReportMutants.CallbackWithoutToken::new),
    AWAITING_NOT_WRITTEN(20, ReportMutants.AwaitingNotWritten::new),
    NO_GRACE_AFTER_A_TAKE_OVER(300, TakeOverMutants.NoGrace::new),
    TOKENS_REUSED_AFTER_A_TAKE_OVER(30, TakeOverMutants.TokensReused::new),
    IDS_REUSED_AFTER_A_TAKE_OVER(30, TakeOverMutants.IdsReused::new),
    OVERLAP_FORGOTTEN_IN_A_TAKE_OVER(60, TakeOverMutants.OverlapForgotten::new),
    A_PART_COUNTED_BEFORE_ITS_END(60, ShardMutants.PartCountedTooSoon::new),
    PARTS_FORGOTTEN_IN_A_TAKE_OVER(60, ShardMutants.PartsForgotten::new),
    A_PART_THAT_FORGETS_ITS_WORKER(60, ShardMutants.PartForAnybody::new),
    PARTS_FOUND_TWICE(20, ShardMutants.FoundTwice::new),
    GATHERING_NOT_WRITTEN(300, ShardMutants.GatheringNotWritten::new),
    A_SLOT_TAKEN_BACK_AND_USED(20, CreditMutants.TakenBackAndUsed::new),
    WAITING_RUNS_NOT_TOLD(60, CreditMutants.WaitingNotTold::new),
    MEMORY_WITHOUT_BOUND(40, TakeOverMutants.MemoryWithoutBound::new),
    A_LIMIT_WITHOUT_ITS_NUMBER(60, GateMutants.LimitUnknown::new),
    A_LIMIT_WITHOUT_ITS_RATE(300, GateMutants.RateUnknown::new),
    LABELS_MADE_UP(30, GateMutants.LabelsMadeUp::new),
    A_WORKER_THAT_FORGETS_TOKENS(120, ReportMutants.ForgetfulWorker::new);

    private final int seeds;

    @SuppressWarnings("ImmutableEnumChecker") // a constructor reference holds nothing
    private final Supplier<Variation> variation;

    /** @param seeds within how many seeds it must be found */
    Mutant(int seeds, Supplier<Variation> variation) {
        this.seeds = seeds;
        this.variation = variation;
    }

    int seeds() {
        return seeds;
    }

    Variation variation() {
        return variation.get();
    }
}
