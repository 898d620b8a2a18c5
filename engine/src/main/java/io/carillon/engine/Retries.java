package io.carillon.engine;

import io.carillon.model.job.RetryPolicy;
import io.carillon.model.run.Next;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import java.time.Instant;

/** What a job's retry policy says about a failed attempt. Attempts count from their hand-out, whatever became of them. */
final class Retries {

    private Retries() {}

    static Next next(LiveRun run, boolean retryable, Instant now) {
        RetryPolicy policy = run.spec().retry();
        int attempts = run.run().attempts();
        if (!retryable || attempts >= policy.maxAttempts()) {
            return new Next.GiveUp();
        }
        Instant again = now.plus(policy.pauseAfter(attempts, chance(run)));
        return run.isPastDeadline(again) ? new Next.GiveUp() : new Next.Retry(again);
    }

    /**
     * The same for an error that is known by its code: after some of them no other attempt is made. Whatever ends an attempt that
     * ran out of its time, that is what it failed by.
     */
    static Next after(LiveRun run, String code, boolean retryable, Instant now) {
        boolean timedOut =
                run.state() instanceof RunState.Stopping stopping && stopping.cause() == RunState.StopCause.TIMED_OUT;
        return next(run, retryable && mayFollow(run, timedOut ? RunError.TIMED_OUT : code), now);
    }

    /** The same for an attempt that was stopped, or that is over because it was to stop. */
    static Next afterStop(LiveRun run, Instant now) {
        return after(run, RunError.STOPPED, true, now);
    }

    private static boolean mayFollow(LiveRun run, String code) {
        return !run.spec().retry().neverOn().contains(code);
    }

    /** After a recovery the next attempt need not rest: the time that was lost is rest enough. */
    static Next afterRecovery(LiveRun run, Instant now) {
        boolean lost = run.state() instanceof RunState.Recovering recovering && recovering.last() != null;
        boolean over = run.run().attempts() >= run.spec().retry().maxAttempts()
                || run.isPastDeadline(now)
                || (lost && !mayFollow(run, RunError.WORKER_LOST));
        return over ? new Next.GiveUp() : new Next.Retry(now);
    }

    /** A number in [0, 1) that depends on nothing but the attempt, so that a replay comes to the same pause. */
    private static double chance(LiveRun run) {
        long mixed = (run.run().id().value() * 31 + run.run().handOuts()) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        return (mixed >>> 11) * 0x1.0p-53;
    }
}
