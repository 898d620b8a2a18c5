package io.carillon.model.run;

import static io.carillon.model.run.Transition.Reason.FINAL;
import static io.carillon.model.run.Transition.Reason.NOT_APPLICABLE;
import static io.carillon.model.run.Transition.Reason.NO_CHANGE;
import static io.carillon.model.run.Transition.Reason.STALE_TOKEN;
import static io.carillon.model.run.Transition.ignored;
import static io.carillon.model.run.Transition.moved;

import io.carillon.model.run.RunState.Awaiting;
import io.carillon.model.run.RunState.Cancelled;
import io.carillon.model.run.RunState.Failed;
import io.carillon.model.run.RunState.Final;
import io.carillon.model.run.RunState.InParts;
import io.carillon.model.run.RunState.Pending;
import io.carillon.model.run.RunState.Recovering;
import io.carillon.model.run.RunState.Sent;
import io.carillon.model.run.RunState.Skipped;
import io.carillon.model.run.RunState.Split;
import io.carillon.model.run.RunState.StopCause;
import io.carillon.model.run.RunState.Stopping;
import io.carillon.model.run.RunState.Succeeded;
import io.carillon.model.run.RunState.Unwinding;
import io.carillon.model.run.RunState.Waiting;
import io.carillon.model.run.RunState.Waiver;
import io.carillon.model.run.RunState.Working;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of a run as one total function: every event in every state has an answer. It decides nothing by itself: whether a
 * failed attempt is tried again comes with the event.
 */
public final class Transitions {

    private Transitions() {}

    public static Transition apply(RunState state, RunEvent event) {
        return switch (state) {
            case Pending _ -> ofPending(event);
            case Waiting waiting -> ofWaiting(waiting, event);
            case Recovering recovering -> ofRecovering(recovering, event);
            case Sent sent -> ofHeld(sent.attempt(), null, event);
            case Working working -> ofHeld(working.attempt(), working.startedAt(), event);
            case Stopping stopping -> ofStopping(stopping, event);
            case Awaiting awaiting -> ofAwaiting(awaiting, event);
            case Split split -> ofSplit(split, event);
            case Unwinding unwinding -> ofUnwinding(unwinding, event);
            case Final _ -> ignored(FINAL);
        };
    }

    private static Transition ofPending(RunEvent event) {
        return switch (event) {
            case RunEvent.CameDue due -> moved(new Waiting(due.at(), due.at(), null));
            case RunEvent.Inherited inherited -> moved(new Recovering(inherited.at(), null));
            case RunEvent.CancelRequested cancel -> moved(new Cancelled(null, null, cancel.at()));
            case RunEvent.LeftOut out -> leftOut(out);
            case RunEvent.HandedOut _, RunEvent.Claimed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unclaimed _, RunEvent.DeadlinePassed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Divided _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
            case RunEvent.OfAttempt _ -> ignored(STALE_TOKEN);
        };
    }

    private static Transition ofWaiting(Waiting waiting, RunEvent event) {
        return switch (event) {
            case RunEvent.HandedOut out ->
                out.at().isBefore(waiting.notBefore()) ? ignored(NOT_APPLICABLE) : moved(new Sent(out.attempt()));
            case RunEvent.Divided divided ->
                divided.at().isBefore(waiting.notBefore())
                        ? ignored(NOT_APPLICABLE)
                        : moved(new Split(divided.parts(), divided.at()));
            case RunEvent.CancelRequested cancel -> moved(new Cancelled(null, null, cancel.at()));
            case RunEvent.LeftOut out -> leftOut(out);
            case RunEvent.DeadlinePassed late -> moved(new Failed(null, null, late.at(), deadline()));
            case RunEvent.Unservable never -> moved(new Failed(null, null, never.at(), never.error()));
            case RunEvent.CameDue _ -> ignored(NO_CHANGE);
            case RunEvent.Inherited inherited -> moved(new Recovering(inherited.at(), null));
            case RunEvent.Unclaimed _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Claimed _, RunEvent.OfAttempt _ -> ignored(STALE_TOKEN);
        };
    }

    /** A run that a former owner may have handed out belongs to whoever proves that it was: by a claim, or by a result. */
    private static Transition ofRecovering(Recovering recovering, RunEvent event) {
        return switch (event) {
            case RunEvent.Claimed claim -> moved(new Working(claim.attempt(), claim.startedAt()));
            case RunEvent.Unclaimed unclaimed -> unclaimed(recovering, unclaimed);
            case RunEvent.CancelRequested cancel -> moved(new Cancelled(null, null, cancel.at()));
            case RunEvent.LeftOut out -> leftOut(out);
            case RunEvent.Inherited inherited -> moved(new Recovering(inherited.at(), recovering.last()));
            case RunEvent.CameDue _ -> ignored(NO_CHANGE);
            case RunEvent.HandedOut _, RunEvent.DeadlinePassed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Divided _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
            case RunEvent.OfAttempt _ -> ignored(STALE_TOKEN);
        };
    }

    private static Transition unclaimed(Recovering recovering, RunEvent.Unclaimed event) {
        return switch (event.next()) {
            case Next.Retry retry -> moved(new Waiting(event.at(), retry.notBefore(), lostBy(recovering)));
            case Next.GiveUp _ ->
                recovering.last() == null
                        ? moved(new Waiting(event.at(), event.at(), null))
                        : moved(new Failed(recovering.last(), null, event.at(), lostBy(recovering.last())));
        };
    }

    private static Transition leftOut(RunEvent.LeftOut out) {
        return moved(new Skipped(out.at(), out.reason(), 1, out.scheduledAt(), out.inTheWay()));
    }

    private static @Nullable RunError lostBy(Recovering recovering) {
        return recovering.last() == null ? null : lostBy(recovering.last());
    }

    /** Sent or working: a worker has it, and only that attempt's word counts. */
    private static Transition ofHeld(Attempt attempt, @Nullable Instant startedAt, RunEvent event) {
        return switch (event) {
            case RunEvent.OfAttempt stale when !stale.token().equals(attempt.token()) -> ignored(STALE_TOKEN);
            case RunEvent.Started started ->
                startedAt == null ? moved(new Working(attempt, started.at())) : ignored(NO_CHANGE);
            case RunEvent.Completed done ->
                moved(new Succeeded(attempt, began(startedAt, done.startedAt()), done.at(), done.result()));
            case RunEvent.Waived waived -> waived(attempt, startedAt, waived);
            case RunEvent.Postponed later -> failed(attempt, startedAt, later.at(), later.error(), later.next());
            case RunEvent.Deferred away -> moved(new Awaiting(attempt, began(startedAt, away.startedAt()), away.at()));
            case RunEvent.Mapped mapped -> moved(new Split(mapped.parts(), began(startedAt, mapped.startedAt())));
            case RunEvent.Errored error -> failed(attempt, startedAt, error.at(), error.error(), error.next());
            case RunEvent.Halted halted ->
                failed(
                        attempt,
                        startedAt,
                        halted.at(),
                        new RunError(RunError.STOPPED, "the worker stopped it"),
                        halted.next());
            case RunEvent.Declined declined -> moved(new Waiting(declined.at(), declined.notBefore(), null));
            case RunEvent.Lost lost -> failed(attempt, startedAt, lost.at(), lostBy(attempt), lost.next());
            case RunEvent.TimedOut late -> stopping(attempt, startedAt, StopCause.TIMED_OUT, late.at());
            case RunEvent.DeadlinePassed late -> stopping(attempt, startedAt, StopCause.DEADLINE, late.at());
            case RunEvent.CancelRequested cancel -> stopping(attempt, startedAt, StopCause.CANCELLED, cancel.at());
            case RunEvent.Unresponsive _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Claimed claim -> claimedAgain(attempt, startedAt, claim);
            case RunEvent.Inherited inherited -> moved(new Recovering(inherited.at(), attempt));
            case RunEvent.CameDue _, RunEvent.Unclaimed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.HandedOut _, RunEvent.LeftOut _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Divided _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
        };
    }

    private static Transition stopping(Attempt attempt, @Nullable Instant startedAt, StopCause cause, Instant since) {
        return moved(new Stopping(attempt, orElse(startedAt, attempt.handedOutAt()), cause, since));
    }

    /** Whatever ends a stopping attempt ends it for the reason it was stopped; but a task that came to a good end has done so. */
    private static Transition ofStopping(Stopping state, RunEvent event) {
        Attempt attempt = state.attempt();
        return switch (event) {
            case RunEvent.OfAttempt stale when !stale.token().equals(attempt.token()) -> ignored(STALE_TOKEN);
            case RunEvent.Completed done ->
                moved(new Succeeded(attempt, began(state.startedAt(), done.startedAt()), done.at(), done.result()));
            case RunEvent.Waived waived -> waived(attempt, state.startedAt(), waived);
            case RunEvent.Postponed later -> stopped(state, later.at(), later.next());
            case RunEvent.Deferred away -> stopped(state, away.at(), away.next());
            case RunEvent.Mapped mapped -> stopped(state, mapped.at(), mapped.next());
            case RunEvent.Errored error -> stopped(state, error.at(), error.next());
            case RunEvent.Halted halted -> stopped(state, halted.at(), halted.next());
            case RunEvent.Lost lost -> stopped(state, lost.at(), lost.next());
            case RunEvent.Unresponsive silent -> stopped(state, silent.at(), silent.next());
            case RunEvent.Declined declined -> stopped(state, declined.at(), new Next.Retry(declined.notBefore()));
            case RunEvent.CancelRequested _ ->
                state.cause() == StopCause.CANCELLED
                        ? ignored(NO_CHANGE)
                        : moved(new Stopping(attempt, state.startedAt(), StopCause.CANCELLED, state.since()));
            case RunEvent.Started _, RunEvent.TimedOut _, RunEvent.Claimed _ -> ignored(NO_CHANGE);
            case RunEvent.DeadlinePassed _ -> ignored(NO_CHANGE);
            case RunEvent.Inherited inherited -> moved(new Recovering(inherited.at(), attempt));
            case RunEvent.CameDue _, RunEvent.Unclaimed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.HandedOut _, RunEvent.LeftOut _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Divided _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
        };
    }

    /** No worker has it, so that nobody has to be told to stop and no owner has to ask for it. Only its own attempt's end counts. */
    private static Transition ofAwaiting(Awaiting state, RunEvent event) {
        Attempt attempt = state.attempt();
        Instant startedAt = state.startedAt();
        return switch (event) {
            case RunEvent.OfAttempt stale when !stale.token().equals(attempt.token()) -> ignored(STALE_TOKEN);
            case RunEvent.Completed done -> moved(new Succeeded(attempt, startedAt, done.at(), done.result()));
            case RunEvent.Waived waived -> waived(attempt, startedAt, waived);
            case RunEvent.Postponed later -> failed(attempt, startedAt, later.at(), later.error(), later.next());
            case RunEvent.Errored error -> failed(attempt, startedAt, error.at(), error.error(), error.next());
            case RunEvent.CancelRequested cancel -> moved(new Cancelled(attempt, startedAt, cancel.at()));
            case RunEvent.DeadlinePassed late -> moved(new Failed(attempt, startedAt, late.at(), deadline()));
            case RunEvent.Claimed claim ->
                ignored(claim.attempt().token().equals(attempt.token()) ? NO_CHANGE : STALE_TOKEN);
            case RunEvent.Started _, RunEvent.Deferred _, RunEvent.Inherited _ -> ignored(NO_CHANGE);
            case RunEvent.Halted _, RunEvent.Declined _, RunEvent.Lost _ -> ignored(NOT_APPLICABLE);
            case RunEvent.TimedOut _, RunEvent.Unresponsive _, RunEvent.Mapped _ -> ignored(NOT_APPLICABLE);
            case RunEvent.CameDue _, RunEvent.Unclaimed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.HandedOut _, RunEvent.LeftOut _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Divided _, RunEvent.Grown _, RunEvent.Gathered _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
        };
    }

    /** No worker has it, so that no owner has to ask for it: what its parts come to is all that moves it. */
    private static Transition ofSplit(Split state, RunEvent event) {
        return switch (event) {
            case RunEvent.Gathered all -> gathered(state, all);
            case RunEvent.Grown grown -> moved(new Split(state.parts() + grown.by(), state.startedAt()));
            case RunEvent.CancelRequested cancel -> unwinding(state, StopCause.CANCELLED, cancel.at());
            case RunEvent.DeadlinePassed late -> unwinding(state, StopCause.DEADLINE, late.at());
            case RunEvent.Divided _, RunEvent.Inherited _ -> ignored(NO_CHANGE);
            case RunEvent.CameDue _, RunEvent.LeftOut _, RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
            case RunEvent.HandedOut _, RunEvent.Unclaimed _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Claimed _, RunEvent.OfAttempt _ -> ignored(STALE_TOKEN);
        };
    }

    private static Transition unwinding(InParts state, StopCause cause, Instant since) {
        return moved(new Unwinding(state.parts(), state.startedAt(), cause, since));
    }

    private static Transition gathered(InParts state, RunEvent.Gathered all) {
        RunError error = all.error();
        if (error != null) {
            return moved(new Failed(null, state.startedAt(), all.at(), error));
        }
        return moved(
                all.gathers()
                        ? new Waiting(all.at(), all.at(), null)
                        : new Succeeded(null, state.startedAt(), all.at(), null));
    }

    /**
     * Like an attempt that is told to stop: whatever its parts come to, if all of them still succeeded it has succeeded, unless something
     * is to be done about that.
     */
    private static Transition ofUnwinding(Unwinding state, RunEvent event) {
        return switch (event) {
            case RunEvent.Gathered all ->
                all.error() == null && !all.gathers()
                        ? gathered(state, all)
                        : moved(
                                state.cause() == StopCause.CANCELLED
                                        ? new Cancelled(null, state.startedAt(), all.at())
                                        : new Failed(null, state.startedAt(), all.at(), deadline()));
            case RunEvent.CancelRequested _ ->
                state.cause() == StopCause.CANCELLED
                        ? ignored(NO_CHANGE)
                        : unwinding(state, StopCause.CANCELLED, state.since());
            case RunEvent.DeadlinePassed _, RunEvent.Divided _, RunEvent.Inherited _ -> ignored(NO_CHANGE);
            case RunEvent.CameDue _, RunEvent.LeftOut _, RunEvent.Unservable _ -> ignored(NOT_APPLICABLE);
            case RunEvent.HandedOut _, RunEvent.Unclaimed _, RunEvent.Grown _ -> ignored(NOT_APPLICABLE);
            case RunEvent.Claimed _, RunEvent.OfAttempt _ -> ignored(STALE_TOKEN);
        };
    }

    private static Transition stopped(Stopping state, Instant at, Next next) {
        return switch (state.cause()) {
            case CANCELLED -> moved(new Cancelled(state.attempt(), state.startedAt(), at));
            case TIMED_OUT ->
                failed(
                        state.attempt(),
                        state.startedAt(),
                        at,
                        new RunError(RunError.TIMED_OUT, "ran out of its time"),
                        next);
            case DEADLINE -> moved(new Failed(state.attempt(), state.startedAt(), at, deadline()));
        };
    }

    private static Transition failed(
            Attempt attempt, @Nullable Instant startedAt, Instant at, RunError error, Next next) {
        return switch (next) {
            case Next.Retry retry -> moved(new Waiting(at, retry.notBefore(), error));
            case Next.GiveUp _ -> moved(new Failed(attempt, startedAt, at, error));
        };
    }

    private static Transition waived(Attempt attempt, @Nullable Instant startedAt, RunEvent.Waived event) {
        var waiver = new Waiver(attempt, began(startedAt, event.startedAt()), event.reason());
        return moved(new Skipped(event.at(), SkipReason.TASK, 1, event.scheduledAt(), null, waiver));
    }

    /** A worker that reconnects repeats what it holds; for the current attempt that is no news, or the news that it began. */
    private static Transition claimedAgain(Attempt attempt, @Nullable Instant startedAt, RunEvent.Claimed claim) {
        if (!claim.attempt().token().equals(attempt.token())) {
            return ignored(STALE_TOKEN);
        }
        return startedAt == null ? moved(new Working(attempt, claim.startedAt())) : ignored(NO_CHANGE);
    }

    private static RunError deadline() {
        return new RunError(RunError.DEADLINE, "had not ended by its deadline");
    }

    private static RunError lostBy(Attempt attempt) {
        return new RunError(RunError.WORKER_LOST, "worker " + attempt.worker() + " is gone");
    }

    /** A worker measures how long it took; when its start was heard of says less, for that may come together with the end. */
    private static Instant began(@Nullable Instant heard, Instant said) {
        return heard == null || said.isBefore(heard) ? said : heard;
    }

    private static Instant orElse(@Nullable Instant value, Instant otherwise) {
        return value != null ? value : otherwise;
    }
}
