package io.carillon.tasks;

import io.carillon.worker.task.TaskType;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The task types that come with Carillon. */
public final class BuiltInTasks {

    private BuiltInTasks() {}

    /** All of them. What the policy forbids is there too, and fails with a reason. */
    public static List<TaskType> all(TaskPolicy policy) {
        var guard = new EgressGuard(policy.egress(), InetAddress::getAllByName);
        var types = new ArrayList<TaskType>();
        types.add(NoopTask.asTaskType());
        types.add(new HttpTask(guard).asTaskType());
        types.addAll(ScriptTasks.all(policy.scripts(), ScriptRunner.onThisMachine(containment(policy.scripts()))));
        types.add(SqlTask.of(policy.sql()));
        return List.copyOf(types);
    }

    /** A worker that runs no scripts leaves the machine's control groups alone. */
    private static Containment containment(ScriptPolicy scripts) {
        return scripts.allowsNone() ? Containment.NONE : Containment.of(scripts);
    }
}
