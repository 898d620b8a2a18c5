package io.carillon.tasks;

import io.carillon.worker.task.TaskType;
import java.net.InetAddress;
import java.util.List;

/** The task types that come with Carillon. */
public final class BuiltInTasks {

    private BuiltInTasks() {}

    /** All of them. What the policy forbids is there too, and fails with a reason. */
    public static List<TaskType> all(TaskPolicy policy) {
        var guard = new EgressGuard(policy.egress(), InetAddress::getAllByName);
        var shell = policy.scripts() ? ShellTask.onThisMachine().asTaskType() : scriptsNotAllowed();
        return List.of(NoopTask.asTaskType(), new HttpTask(guard).asTaskType(), shell);
    }

    private static TaskType scriptsNotAllowed() {
        return new ForbiddenTask(
                ShellTask.TYPE,
                "SCRIPTS_NOT_ALLOWED",
                "this worker runs no scripts; whoever starts it can allow them (--allow-scripts)");
    }
}
