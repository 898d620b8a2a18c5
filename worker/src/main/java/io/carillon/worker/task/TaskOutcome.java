package io.carillon.worker.task;

/** How an attempt ended. A task that throws has failed; these are for what it wants to say by itself. */
public sealed interface TaskOutcome {

    static TaskOutcome succeeded() {
        return new Succeeded("");
    }

    static TaskOutcome succeeded(String resultJson) {
        return new Succeeded(resultJson);
    }

    /** A failure that the run's retry policy may try again. */
    static TaskOutcome failed(String code, String message) {
        return new Failed(code, message, "", true);
    }

    /** A failure that ends the run at once. */
    static TaskOutcome failedForGood(String code, String message) {
        return new Failed(code, message, "", false);
    }

    /** Done. The result is JSON text, or empty for nothing. */
    record Succeeded(String resultJson) implements TaskOutcome {}

    /** Not done. The code is stable and machine-readable; the message is a sentence; the detail may be long. */
    record Failed(String code, String message, String detail, boolean retryable) implements TaskOutcome {}

    /** Ended early because the attempt was told to stop. */
    record Stopped() implements TaskOutcome {}
}
