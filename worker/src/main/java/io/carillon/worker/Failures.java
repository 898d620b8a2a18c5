package io.carillon.worker;

import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Says what was thrown, and cannot itself fail over it: a run whose failure cannot be told would run for ever. */
final class Failures {

    private static final String CODE = "TASK_FAILED";

    private Failures() {}

    static TaskOutcome of(Throwable thrown) {
        boolean retryable = !(thrown instanceof NonRetryableException);
        try {
            return new Failed(CODE, message(thrown), stackTrace(thrown), retryable);
        } catch (RuntimeException | Error untellable) {
            return new Failed(CODE, thrown.getClass().getName(), "", retryable);
        }
    }

    private static String message(Throwable thrown) {
        var message = thrown.getMessage();
        var kind = thrown.getClass().getSimpleName();
        return message == null || message.isEmpty() ? kind : kind + ": " + message;
    }

    private static String stackTrace(Throwable thrown) {
        var text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
