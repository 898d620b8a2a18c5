package io.carillon.worker.save;

import io.carillon.protocol.v1.Saved;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Something that an attempt wants kept, and that no node has said to be durable. */
final class Unsaved {

    /** A node that says nothing for so long may not have known the run yet. */
    private static final Duration RESEND_AFTER = Duration.ofSeconds(2);

    private final long sequence;
    private final Saved what;
    private final CompletableFuture<String> answer = new CompletableFuture<>();
    private @Nullable Duration sentAt;

    Unsaved(long sequence, Saved what) {
        this.sequence = sequence;
        this.what = what;
    }

    long sequence() {
        return sequence;
    }

    Saved what() {
        return what;
    }

    /** Empty once it is durable; otherwise why it never will be. */
    CompletableFuture<String> answer() {
        return answer;
    }

    boolean wasSent() {
        return sentAt != null;
    }

    void sent(Duration now) {
        sentAt = now;
    }

    void sendAgain() {
        sentAt = null;
    }

    /** @param first when it may be sent for the first time */
    Duration due(Duration first) {
        return sentAt == null ? first : sentAt.plus(RESEND_AFTER);
    }
}
