package io.carillon.client;

/** What applying a definition came to. The job is as the server has it now. */
public record Applied(Outcome outcome, JobView job) {

    public enum Outcome {
        CREATED,
        REPLACED,
        /** The server has this very definition: nothing was written and the version stays. */
        UNCHANGED
    }
}
