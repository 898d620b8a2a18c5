package io.carillon.model.run;

import io.carillon.model.JobId;
import io.carillon.model.JobKey;
import io.carillon.model.RunId;
import io.carillon.model.job.Priority;
import io.carillon.model.json.Json;
import java.time.Instant;

/**
 * One piece of work to be done, and where it stands.
 *
 * @param scheduledAt the instant that the trigger names; for a request, when it should run
 * @param dueAt when it may be handed out: {@code scheduledAt} and its jitter
 * @param sequel what came after its end
 */
public record Run(
        RunId id,
        JobId jobId,
        JobKey job,
        int jobVersion,
        Cause cause,
        Instant scheduledAt,
        Instant dueAt,
        Priority priority,
        Json.Obj params,
        Tries tries,
        RunState state,
        Sequel sequel) {

    /** A run that nothing has come after, and whose attempts have left nothing. */
    public Run(
            RunId id,
            JobId jobId,
            JobKey job,
            int jobVersion,
            Cause cause,
            Instant scheduledAt,
            Instant dueAt,
            Priority priority,
            Json.Obj params,
            int handOuts,
            int declined,
            RunState state) {
        this(
                id,
                jobId,
                job,
                jobVersion,
                cause,
                scheduledAt,
                dueAt,
                priority,
                params,
                Tries.of(handOuts, declined, 0, 0, false),
                state,
                Sequel.NONE);
    }

    /** How it stands at an instant: what has come due waits, whether or not anybody has written that down. */
    public Run at(Instant now) {
        return state instanceof RunState.Pending && !dueAt.isAfter(now)
                ? withState(new RunState.Waiting(dueAt, dueAt, null))
                : this;
    }

    /** The number of its current or last attempt. */
    public int handOuts() {
        return tries.handOuts();
    }

    /** How many attempts its retry policy has to count. */
    public int attempts() {
        return tries.attempts();
    }

    public Run withState(RunState next) {
        return with(tries, next, sequel);
    }

    public Run handedOut(int number, RunState next) {
        return with(tries.handedOut(number), next, sequel);
    }

    /** The same run as somebody knows it who knows more of its attempts. */
    public Run tried(Tries known, RunState now) {
        return with(known, now, sequel);
    }

    public Run declined(RunState next) {
        return with(tries.oneDeclined(), next, sequel);
    }

    public Run postponed(RunState next) {
        return with(tries.onePostponed(), next, sequel);
    }

    /** Its task has found out into which parts it falls, and wants what these come to. */
    public Run mapped(RunState next) {
        return with(tries.mapped(), next, sequel);
    }

    /** Whether its task has split it by itself and gathers what the parts come to: it will, or, if it has none under way, does. */
    public boolean gathers() {
        return tries.mapping() > 0;
    }

    /** Whether an attempt of it has left something for the next one, or nothing of that is there any more. */
    public Run saved(boolean now) {
        return with(tries.saved(now), state, sequel);
    }

    public Run marked(Mark mark) {
        return with(tries, state, sequel.with(mark));
    }

    /** The same without what it was given and what came out, which may be long. */
    public Run withoutPayload() {
        RunState brief = state instanceof RunState.Succeeded done && done.result() != null
                ? new RunState.Succeeded(done.attempt(), done.startedAt(), done.finishedAt(), null)
                : state;
        return with(Json.Obj.EMPTY, tries, brief, sequel);
    }

    private Run with(Tries nowTries, RunState next, Sequel nowSequel) {
        return with(params, nowTries, next, nowSequel);
    }

    private Run with(Json.Obj nowParams, Tries nowTries, RunState next, Sequel nowSequel) {
        return new Run(
                id, jobId, job, jobVersion, cause, scheduledAt, dueAt, priority, nowParams, nowTries, next, nowSequel);
    }
}
