package io.carillon.spring;

import io.carillon.worker.task.Handler;
import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.RetryLaterException;
import io.carillon.worker.task.SkipException;
import io.carillon.worker.task.TaskOutcome;
import org.jspecify.annotations.Nullable;

/** A handler whose attempts are observed. */
record ObservedHandler(String name, HandlerMethod method, AttemptObserver observer) implements Handler<Object> {

    @Override
    public @Nullable Object run(Object params, JobContext run) throws Exception {
        var ending = observer.began(name);
        String outcome = "failed";
        try {
            Object result = method.run(params, run);
            outcome = outcomeOf(result);
            return result;
        } catch (Exception thrown) {
            outcome = outcomeOf(thrown, run);
            throw thrown;
        } finally {
            ending.ended(outcome);
        }
    }

    private static String outcomeOf(@Nullable Object result) {
        if (result instanceof TaskOutcome.Failed) {
            return "failed";
        }
        if (result instanceof TaskOutcome.Skipped) {
            return "skipped";
        }
        if (result instanceof TaskOutcome.Postponed) {
            return "postponed";
        }
        if (result instanceof TaskOutcome.Deferred) {
            return "deferred";
        }
        if (result instanceof TaskOutcome.Mapped) {
            return "mapped";
        }
        return result instanceof TaskOutcome.Stopped ? "stopped" : "succeeded";
    }

    private static String outcomeOf(Exception thrown, JobContext run) {
        if (thrown instanceof SkipException) {
            return "skipped";
        }
        if (thrown instanceof RetryLaterException) {
            return "postponed";
        }
        return run.isCancelled() ? "stopped" : "failed";
    }
}
