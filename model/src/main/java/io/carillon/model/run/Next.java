package io.carillon.model.run;

import java.time.Instant;

/** What the retry policy says after a failed attempt. */
public sealed interface Next {

    /** Another attempt, not before this instant. */
    record Retry(Instant notBefore) implements Next {}

    /** No other attempt. */
    record GiveUp() implements Next {}
}
