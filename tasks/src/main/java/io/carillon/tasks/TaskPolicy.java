package io.carillon.tasks;

/** What tasks may do on the worker's machine and to its network. Nothing, unless it is said. */
public record TaskPolicy(EgressPolicy egress, ScriptPolicy scripts, SqlPolicy sql) {

    public static TaskPolicy closed() {
        return new TaskPolicy(EgressPolicy.PUBLIC_ONLY, ScriptPolicy.NONE, SqlPolicy.NONE);
    }

    /** Whoever may edit a job for this worker's app may then run anything as the worker's user. */
    public TaskPolicy allowingScripts() {
        return allowing(scripts.allowingShell());
    }

    public TaskPolicy allowing(EgressPolicy wider) {
        return new TaskPolicy(wider, scripts, sql);
    }

    public TaskPolicy allowing(ScriptPolicy wider) {
        return new TaskPolicy(egress, wider, sql);
    }

    /** Whoever may edit a job for this worker's app may then do there what the users of these accesses may. */
    public TaskPolicy allowing(SqlPolicy wider) {
        return new TaskPolicy(egress, scripts, wider);
    }
}
