package io.carillon.worker.core;

import io.carillon.protocol.v1.Attempt;
import io.carillon.worker.task.AttemptToken;

/** The identity of an attempt: the run and the token of the hand-out. */
public record AttemptKey(String runId, AttemptToken token) {

    static AttemptKey of(Attempt attempt) {
        return new AttemptKey(attempt.getRunId(), new AttemptToken(attempt.getEpoch(), attempt.getNumber()));
    }

    public Attempt toAttempt() {
        return Attempt.newBuilder()
                .setRunId(runId)
                .setEpoch(token.epoch())
                .setNumber(token.number())
                .build();
    }

    @Override
    public String toString() {
        return runId + "@" + token;
    }
}
