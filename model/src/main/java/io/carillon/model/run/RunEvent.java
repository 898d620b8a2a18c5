package io.carillon.model.run;

import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What can happen to a run. An event about an attempt carries its token: only the current attempt's counts. */
public sealed interface RunEvent {

    /** When it happened, by the owner's clock. */
    Instant at();

    /** An event that only the holder of the current token may cause. */
    sealed interface OfAttempt extends RunEvent {

        Token token();
    }

    /** Its instant has come. */
    record CameDue(Instant at) implements RunEvent {}

    /** It was given to a worker. */
    record HandedOut(Attempt attempt, Instant at) implements RunEvent {}

    /** A former owner may have handed it out: ask before doing it again. */
    record Inherited(Instant at) implements RunEvent {}

    /** A worker says that it holds this attempt, handed out by a former owner. */
    record Claimed(Attempt attempt, Instant startedAt, Instant at) implements RunEvent {}

    /** No worker claimed it in time. */
    record Unclaimed(Instant at, Next next) implements RunEvent {}

    record Started(Token token, Instant at) implements OfAttempt {}

    record Completed(
            Token token,
            Instant startedAt,
            Instant at,
            @Nullable Json result) implements OfAttempt {}

    /** The task found that there was nothing to be done. */
    record Waived(Token token, Instant scheduledAt, Instant startedAt, Instant at, String reason)
            implements OfAttempt {}

    /**
     * The task asks for another attempt at a later time, which is no failure.
     *
     * @param error what it says about it; if there is no other attempt, what the run fails with
     */
    record Postponed(Token token, Instant at, RunError error, Next next) implements OfAttempt {}

    /**
     * The task has begun something that goes on elsewhere, and whoever does it will say how it ended.
     *
     * @param next what follows if the attempt was to stop
     */
    record Deferred(Token token, Instant startedAt, Instant at, Next next) implements OfAttempt {}

    /**
     * The task has found out into which parts the work falls: from now on these are runs of their own, recorded together with this.
     *
     * @param gathers whether it wants to be tried again when they have ended, to make one result of theirs
     * @param next what follows if the attempt was to stop
     */
    record Mapped(Token token, int parts, boolean gathers, Instant startedAt, Instant at, Next next)
            implements OfAttempt {}

    record Errored(Token token, Instant at, RunError error, Next next) implements OfAttempt {}

    /** The task ended because it was told to. */
    record Halted(Token token, Instant at, Next next) implements OfAttempt {}

    /** The worker never began it; it rests a moment, so that a refusal can't turn into a busy loop. */
    record Declined(Token token, Instant at, Instant notBefore) implements OfAttempt {}

    /** Its worker is gone, or no longer holds it. */
    record Lost(Token token, Instant at, Next next) implements OfAttempt {}

    /** The attempt has used up its time. */
    record TimedOut(Token token, Instant at) implements OfAttempt {}

    /** The worker was told to stop, and did not within the grace. */
    record Unresponsive(Token token, Instant at, Next next) implements OfAttempt {}

    record CancelRequested(Instant at) implements RunEvent {}

    /** The time within which it had to end is over; one that was never handed out is {@link LeftOut} instead. */
    record DeadlinePassed(Instant at) implements RunEvent {}

    /** Nobody will ever do it, whatever it still had before it: it fails without another attempt. */
    record Unservable(Instant at, RunError error) implements RunEvent {}

    /** It was split: from now on its parts are runs of their own, recorded together with this. */
    record Divided(int parts, Instant at) implements RunEvent {}

    /** One of its parts turned out to be several: those that came in addition are recorded together with this. */
    record Grown(int by, Instant at) implements RunEvent {}

    /**
     * The last of its parts has ended.
     *
     * @param error what there is to say if not all of them succeeded
     * @param gathers whether a worker is to make one result of theirs, if they did
     */
    record Gathered(Instant at, @Nullable RunError error, boolean gathers) implements RunEvent {}

    /**
     * It leads to no work.
     *
     * @param inTheWay the run that it would have overlapped with
     */
    record LeftOut(
            SkipReason reason,
            Instant scheduledAt,
            Instant at,
            @Nullable RunId inTheWay) implements RunEvent {

        public LeftOut(SkipReason reason, Instant scheduledAt, Instant at) {
            this(reason, scheduledAt, at, null);
        }
    }
}
