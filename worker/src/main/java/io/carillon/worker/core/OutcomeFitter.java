package io.carillon.worker.core;

import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskOutcome.Failed;
import io.carillon.worker.task.TaskOutcome.Mapped;
import io.carillon.worker.task.TaskOutcome.Postponed;
import io.carillon.worker.task.TaskOutcome.Skipped;
import io.carillon.worker.task.TaskOutcome.Succeeded;
import java.util.stream.Collectors;

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
        if (outcome instanceof Mapped mapped) {
            return fit(mapped);
        }
        return outcome;
    }

    /** What is more than a run may have another attempt would find again. */
    private static TaskOutcome fit(Mapped mapped) {
        int count = mapped.itemsJson().size();
        if (count > Limits.MAX_ITEMS) {
            return TaskOutcome.failedForGood(
                    "TOO_MANY_SHARDS", count + " shards; a run has at most " + Limits.MAX_ITEMS);
        }
        var items = mapped.itemsJson().stream().map(Text::clean).collect(Collectors.toList());
        long bytes = items.stream().mapToLong(Text::bytes).sum();
        if (bytes > Limits.MAX_ITEMS_BYTES) {
            return TaskOutcome.failedForGood(
                    "ITEMS_TOO_LARGE",
                    "the items have " + bytes + " bytes; at most " + Limits.MAX_ITEMS_BYTES + " are taken");
        }
        return TaskOutcome.mapped(items, mapped.gathers());
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
