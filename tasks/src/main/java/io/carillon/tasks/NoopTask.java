package io.carillon.tasks;

import io.carillon.worker.task.JobContext;
import io.carillon.worker.task.TaskOutcome;
import io.carillon.worker.task.TaskType;
import java.time.Duration;

/** Does nothing, for as long as it is told to: for load tests and drills. */
final class NoopTask {

    private static final Duration MAX = Duration.ofDays(7);

    private NoopTask() {}

    static TaskType asTaskType() {
        return new CheckedTask<>("noop", NoopTask::read, NoopTask::perform);
    }

    private static Duration read(Settings settings) {
        return Duration.ofMillis(settings.count("millis", MAX.toMillis()));
    }

    private static TaskOutcome perform(Duration length, JobContext run) throws InterruptedException {
        if (!length.isZero()) {
            Thread.sleep(length);
        }
        return TaskOutcome.succeeded();
    }
}
