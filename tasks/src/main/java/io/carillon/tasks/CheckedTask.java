package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.util.function.Function;

/** A task type whose settings are read and checked to the last field before any work begins. */
record CheckedTask<S>(String type, Function<Settings, S> form, Work<S> work) implements TaskType {

    interface Work<S> {

        TaskOutcome perform(S settings, JobContext run) throws Exception;
    }

    @Override
    public TaskOutcome run(String settingsJson, JobContext run) throws Exception {
        S settings;
        try {
            var fields = Settings.parse(settingsJson);
            settings = form.apply(fields);
            fields.refuseWhatWasNotRead();
        } catch (InvalidSettingsException invalid) {
            return TaskOutcome.failedForGood("INVALID_SETTINGS", invalid.toSentence());
        }
        return work.perform(settings, run);
    }
}
