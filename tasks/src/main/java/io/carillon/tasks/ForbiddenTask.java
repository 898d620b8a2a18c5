package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;

/** Stands where a task type would be, had the operator allowed it: the run fails at once and says why. */
record ForbiddenTask(String type, String code, String message) implements TaskType {

    @Override
    public TaskOutcome run(String settingsJson, JobContext run) {
        return TaskOutcome.failedForGood(code, message);
    }
}
