package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;

/** A task type of a plugin, at work with the plugin's own classes around it. */
record PluginTask(String type, TaskType task) implements TaskType {

    @Override
    public TaskOutcome run(String settingsJson, JobContext run) throws Exception {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        // Libraries look there for their services.
        thread.setContextClassLoader(task.getClass().getClassLoader());
        try {
            return task.run(settingsJson, run);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
