package io.carillon.worker;

import io.carillon.worker.task.NonRetryableException;
import io.carillon.worker.task.RetryLaterException;
import io.carillon.worker.task.SkipException;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Says what was thrown, and cannot itself fail over it: a run whose failure cannot be told would run for ever. */
final class Failures {

    private static final String CODE = "TASK_FAILED";

    private Failures() {}

    /** Whether it was thrown to say how the attempt ends, and not because something went wrong. */
    static boolean isOutcome(Throwable thrown) {
        return thrown instanceof SkipException || thrown instanceof RetryLaterException;
    }

    static TaskOutcome of(Throwable thrown) {
        if (thrown instanceof SkipException skip) {
            return TaskOutcome.skip(said(skip));
        }
        if (thrown instanceof RetryLaterException later) {
            return TaskOutcome.retryLater(later.after(), said(later));
        }
        boolean retryable = !(thrown instanceof NonRetryableException);
        try {
            return new Failed(CODE, message(thrown), stackTrace(thrown), retryable);
        } catch (RuntimeException | Error untellable) {
            return new Failed(CODE, thrown.getClass().getName(), "", retryable);
        }
    }

    private static String said(RuntimeException thrown) {
        return thrown.getMessage() == null ? "" : thrown.getMessage();
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
