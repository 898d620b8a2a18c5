package io.carillon.worker.core;

import io.carillon.protocol.v1.Failure;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Deferred;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Mapped;
import io.carillon.worker.task.TaskOutcome.Postponed;
import io.carillon.worker.task.TaskOutcome.Skipped;
import io.carillon.worker.task.TaskOutcome.Stopped;
import io.carillon.worker.task.TaskOutcome.Succeeded;
import java.time.Duration;

/** Says in the words of the wire how an attempt ended. */
final class ResultReport {

    /** Longer than any node lets a run wait. */
    private static final Duration LONGEST = Duration.ofDays(10_000);

    private ResultReport() {}

    /** What is left for the next attempt goes along, unless there is to be none. */
    static Result ended(WorkerEvent.TaskEnded event, HeldAttempts.Wish wish, Duration ran) {
        var outcome = event.outcome();
        var result = Result.newBuilder().setAttempt(event.attempt().toAttempt()).setRanMicros(Micros.of(ran));
        // A task that finished its work has done so, whatever it was told meanwhile.
        if (outcome instanceof Succeeded succeeded) {
            return result.setOutcome(Outcome.OUTCOME_SUCCEEDED)
                    .setResultJson(succeeded.resultJson())
                    .build();
        }
        if (outcome instanceof Skipped skipped) {
            return result.setOutcome(Outcome.OUTCOME_SKIPPED)
                    .setFailure(Failure.newBuilder().setMessage(skipped.reason()))
                    .build();
        }
        result.addAllSaved(event.unsaved());
        if (outcome instanceof Postponed postponed) {
            return result.setOutcome(Outcome.OUTCOME_POSTPONED)
                    .setFailure(Failure.newBuilder().setMessage(postponed.reason()))
                    .setRetryAfterMillis(millis(postponed.after()))
                    .build();
        }
        if (outcome instanceof Deferred) {
            return result.setOutcome(Outcome.OUTCOME_DEFERRED).build();
        }
        if (outcome instanceof Mapped mapped) {
            return result.setOutcome(Outcome.OUTCOME_MAPPED)
                    .addAllItemsJson(mapped.itemsJson())
                    .setGathers(mapped.gathers())
                    .build();
        }
        boolean stopped = event.threw() || outcome instanceof Stopped;
        if (stopped && wish == HeldAttempts.Wish.STOP) {
            return result.setOutcome(Outcome.OUTCOME_STOPPED).build();
        }
        if (stopped && wish == HeldAttempts.Wish.ABANDON) {
            outcome = TaskOutcome.failed("WORKER_LEFT", "the worker left before the task ended");
        }
        return result.setOutcome(Outcome.OUTCOME_FAILED)
                .setFailure(failure(outcome))
                .build();
    }

    private static long millis(Duration span) {
        return span.compareTo(LONGEST) > 0 ? LONGEST.toMillis() : Math.max(1, span.toMillis());
    }

    static Result refused(AttemptKey attempt, String code, String message) {
        return Result.newBuilder()
                .setAttempt(attempt.toAttempt())
                .setOutcome(Outcome.OUTCOME_REFUSED)
                .setFailure(
                        Failure.newBuilder().setCode(code).setMessage(message).setRetryable(true))
                .build();
    }

    private static Failure failure(TaskOutcome outcome) {
        if (outcome instanceof Failed failed) {
            return Failure.newBuilder()
                    .setCode(failed.code())
                    .setMessage(failed.message())
                    .setDetail(failed.detail())
                    .setRetryable(failed.retryable())
                    .build();
        }
        return Failure.newBuilder()
                .setCode("TASK_STOPPED")
                .setMessage("the task stopped without being told to")
                .setRetryable(true)
                .build();
    }
}
