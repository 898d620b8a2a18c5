package io.carillon.worker.task;

import java.time.Duration;
import java.util.List;

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

    /** There was nothing to be done: the run ends as skipped, with this reason. */
    static TaskOutcome skip(String reason) {
        return new Skipped(reason);
    }

    /** Not yet: another attempt after so long. It counts as no failure and against no number of attempts. */
    static TaskOutcome retryLater(Duration after, String reason) {
        return new Postponed(after, reason);
    }

    /**
     * Begun, and going on elsewhere: the attempt ends when somebody calls {@link JobContext#callbackUrl() back}, and takes up no slot until
     * then. Its job's time-out counts on; without one it is given up after a day.
     */
    static TaskOutcome awaitCallback() {
        return new Deferred();
    }

    /** Found out into which shards the work falls: a JSON object for each. {@link JobContext#map} makes them of objects. */
    static TaskOutcome mapped(List<String> itemsJson, boolean gathers) {
        return new Mapped(itemsJson, gathers);
    }

    /** Not begun, because nobody could call back about it: the server does not know its own URL. */
    static TaskOutcome noCallback() {
        return failedForGood("NO_CALLBACK", "the server takes no callbacks: nobody has told it its own URL");
    }

    /** Done. The result is JSON text, or empty for nothing. */
    record Succeeded(String resultJson) implements TaskOutcome {}

    /** Not done. The code is stable and machine-readable; the message is a sentence; the detail may be long. */
    record Failed(String code, String message, String detail, boolean retryable) implements TaskOutcome {}

    /** Nothing to be done. */
    record Skipped(String reason) implements TaskOutcome {}

    /** Not now: a positive time to wait, and a sentence that says for what. */
    record Postponed(Duration after, String reason) implements TaskOutcome {

        public Postponed {
            if (after.isNegative() || after.isZero()) {
                throw new IllegalArgumentException("to retry after " + after + " is not later");
            }
        }
    }

    /** Begun, and going on elsewhere. */
    record Deferred() implements TaskOutcome {}

    /** Falls into these shards; gathers: and wants another attempt when they have succeeded. */
    record Mapped(List<String> itemsJson, boolean gathers) implements TaskOutcome {

        public Mapped {
            itemsJson = List.copyOf(itemsJson);
        }
    }

    /** Ended early because the attempt was told to stop. */
    record Stopped() implements TaskOutcome {}
}
