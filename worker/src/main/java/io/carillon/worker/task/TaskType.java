package io.carillon.worker.task;

/**
 * A kind of work that a worker can do, such as {@code http}. One object runs every attempt of its type, several at once.
 *
 * <p>An attempt that is told to stop has its thread interrupted and {@link JobContext#isCancelled()} turned on; whatever is
 * thrown after that counts as having stopped.
 */
public interface TaskType {

    /** The name by which a job's task refers to it. */
    String type();

    /** Does the work. The settings are the job's task as a JSON object, written by a user: they may hold anything. */
    TaskOutcome run(String settingsJson, JobContext run) throws Exception;
}
