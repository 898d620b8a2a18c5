package io.carillon.model.run;

/**
 * Why an attempt did not succeed.
 *
 * @param code stable and machine-readable
 * @param message for people, one line
 * @param detail whatever helps to find the cause, such as a stack trace; may be empty
 */
public record RunError(String code, String message, String detail) {

    public static final String WORKER_LOST = "WORKER_LOST";
    public static final String STOPPED = "STOPPED";
    public static final String TIMED_OUT = "TIMED_OUT";
    public static final String DEADLINE = "DEADLINE";
    public static final String POSSIBLY_STARTED = "POSSIBLY_STARTED";

    /** It was for one worker alone, which has gone and not come back. */
    public static final String WORKER_GONE = "WORKER_GONE";

    /** It was for every worker, and there are more than a run has parts. */
    public static final String TOO_MANY_WORKERS = "TOO_MANY_WORKERS";

    /** Its task has split it, or a part of it, into more than a run has. */
    public static final String TOO_MANY_SHARDS = "TOO_MANY_SHARDS";

    /** The task asked for another attempt later. */
    public static final String POSTPONED = "POSTPONED";
    /** It asked so more often than a run may. */
    public static final String POSTPONED_TOO_OFTEN = "POSTPONED_TOO_OFTEN";

    public static final String SHARDS_FAILED = "SHARDS_FAILED";

    public RunError(String code, String message) {
        this(code, message, "");
    }
}
