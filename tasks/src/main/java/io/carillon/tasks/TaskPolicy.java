package io.carillon.tasks;

/** What tasks may do on the worker's machine and to its network. Nothing, unless it is said. */
public record TaskPolicy(EgressPolicy egress, ScriptPolicy scripts) {

    public static TaskPolicy closed() {
        return new TaskPolicy(EgressPolicy.PUBLIC_ONLY, ScriptPolicy.NONE);
    }

    /** Whoever may edit a job for this worker's app may then run anything as the worker's user. */
    public TaskPolicy allowingScripts() {
        return allowing(scripts.allowingShell());
    }

    public TaskPolicy allowing(EgressPolicy wider) {
        return new TaskPolicy(wider, scripts);
    }

    public TaskPolicy allowing(ScriptPolicy wider) {
        return new TaskPolicy(egress, wider);
    }
}
