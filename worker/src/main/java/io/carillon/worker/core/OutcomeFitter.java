package io.carillon.worker.core;

import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Postponed;
import io.carillon.worker.task.TaskOutcome.Skipped;
import io.carillon.worker.task.TaskOutcome.Succeeded;

/** Makes what a task left behind fit for the wire, whatever it holds. Costs time in proportion, so it is done by the task's thread. */
public final class OutcomeFitter {

    private static final int CODE_BYTES = 128;

    private final Limits limits;

    public OutcomeFitter(Limits limits) {
        this.limits = limits;
    }

    public TaskOutcome fit(TaskOutcome outcome) {
        if (outcome instanceof Succeeded succeeded) {
            return fit(succeeded);
        }
        if (outcome instanceof Failed failed) {
            return fit(failed);
        }
        if (outcome instanceof Skipped skipped) {
            return TaskOutcome.skip(message(skipped.reason()));
        }
        if (outcome instanceof Postponed postponed) {
            return TaskOutcome.retryLater(postponed.after(), message(postponed.reason()));
        }
        return outcome;
    }

    private TaskOutcome fit(Succeeded succeeded) {
        var result = Text.clean(succeeded.resultJson());
        long bytes = Text.bytes(result);
        if (bytes > limits.resultBytes()) {
            return TaskOutcome.failedForGood(
                    "RESULT_TOO_LARGE",
                    "the result has " + bytes + " bytes; at most " + limits.resultBytes() + " are kept");
        }
        return TaskOutcome.succeeded(result);
    }

    private TaskOutcome fit(Failed failed) {
        return new Failed(
                Text.cut(Text.clean(failed.code()), CODE_BYTES),
                message(failed.message()),
                Text.cut(Text.clean(failed.detail()), limits.detailBytes()),
                failed.retryable());
    }

    private String message(String text) {
        return Text.cut(Text.clean(text), limits.messageBytes());
    }
}
