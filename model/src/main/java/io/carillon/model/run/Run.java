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
 * @param handOuts how many times it was handed out; the number of the current or last attempt
 * @param declined how many of these came back without having begun: they do not count against its attempts
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
        int handOuts,
        int declined,
        RunState state,
        Sequel sequel) {

    /** A run that nothing has come after. */
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
                handOuts,
                declined,
                state,
                Sequel.NONE);
    }

    public Run withState(RunState next) {
        return with(handOuts, declined, next);
    }

    public Run handedOut(int number, RunState next) {
        return with(number, declined, next);
    }

    public Run declined(RunState next) {
        return with(handOuts, declined + 1, next);
    }

    public Run marked(Mark mark) {
        return with(handOuts, declined, state, sequel.with(mark));
    }

    /** The same without what it was given and what came out, which may be long. */
    public Run withoutPayload() {
        RunState brief = state instanceof RunState.Succeeded done && done.result() != null
                ? new RunState.Succeeded(done.attempt(), done.startedAt(), done.finishedAt(), null)
                : state;
        return new Run(
                id,
                jobId,
                job,
                jobVersion,
                cause,
                scheduledAt,
                dueAt,
                priority,
                Json.Obj.EMPTY,
                handOuts,
                declined,
                brief,
                sequel);
    }

    /** How many attempts its retry policy has to count. */
    public int attempts() {
        return handOuts - declined;
    }

    private Run with(int nowHandOuts, int nowDeclined, RunState next) {
        return with(nowHandOuts, nowDeclined, next, sequel);
    }

    private Run with(int nowHandOuts, int nowDeclined, RunState next, Sequel nowSequel) {
        return new Run(
                id,
                jobId,
                job,
                jobVersion,
                cause,
                scheduledAt,
                dueAt,
                priority,
                params,
                nowHandOuts,
                nowDeclined,
                next,
                nowSequel);
    }
}
