package io.carillon.simulation;

import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.protocol.v1.Attempt;
import io.carillon.worker.core.AttemptKey;
import java.util.Objects;

/** An attempt as workers name it, in the words of the invariants. */
record WireAttempt(RunId run, Token token) {

    static WireAttempt of(AttemptKey attempt) {
        return of(attempt.toAttempt());
    }

    static WireAttempt of(Attempt attempt) {
        RunId run = Objects.requireNonNull(RunId.parse(attempt.getRunId()).orElse(null), attempt::getRunId);
        return new WireAttempt(run, new Token(new Epoch(attempt.getEpoch()), attempt.getNumber()));
    }
}
