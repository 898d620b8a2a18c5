package io.carillon.gateway.peer;

import io.carillon.engine.Report;
import io.carillon.gateway.Wire;
import io.carillon.model.run.RunError;
import io.carillon.protocol.v1.Failure;
import io.carillon.protocol.v1.Outcome;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.node.NodeWire;
import java.time.Duration;

/** What was said of an attempt, in the words in which its worker would have said it. */
final class ReportWire {

    private ReportWire() {}

    static void write(Report.OfState how, NodeWire.CallBack.Builder to) {
        if (how instanceof Report.Began began) {
            to.setBegan(Wire.attempt(began.run(), began.token()));
            return;
        }
        to.setResult(result(how).setAttempt(Wire.attempt(how.run(), how.token())));
    }

    /**
     * What was said. What a worker says and nobody here understands counts as a failure, because it will say nothing else; who calls back can
     * be told, and nothing has happened.
     *
     * @throws IllegalArgumentException if this node does not know what that would come to
     */
    static Report.OfState read(NodeWire.CallBack from) {
        return switch (from.getHowCase()) {
            case BEGAN -> Wire.began(from.getBegan());
            case RESULT -> Wire.report(known(from.getResult()));
            case HOW_NOT_SET -> throw new IllegalArgumentException("this node does not know what was called back");
        };
    }

    private static Result known(Result result) {
        return switch (result.getOutcome()) {
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("this node knows no outcome " + result.getOutcomeValue());
            default -> result;
        };
    }

    private static Result.Builder result(Report.OfState how) {
        return switch (how) {
            case Report.Began began -> throw new IllegalStateException("that is no result: " + began);
            case Report.Succeeded done -> {
                var result = ended(Outcome.OUTCOME_SUCCEEDED, done.ran());
                yield done.result() == null
                        ? result
                        : result.setResultJson(done.result().text());
            }
            case Report.Failed failed ->
                ended(Outcome.OUTCOME_FAILED, failed.ran())
                        .setFailure(failure(failed.error()).setRetryable(failed.retryable()));
            case Report.Skipped skipped ->
                ended(Outcome.OUTCOME_SKIPPED, skipped.ran()).setFailure(reason(skipped.reason()));
            case Report.Postponed postponed ->
                ended(Outcome.OUTCOME_POSTPONED, Duration.ZERO)
                        .setRetryAfterMillis(postponed.after().toMillis())
                        .setFailure(reason(postponed.reason()));
            case Report.Deferred deferred -> ended(Outcome.OUTCOME_DEFERRED, deferred.ran());
            case Report.Mapped mapped -> throw new IllegalStateException("only its worker splits a run: " + mapped);
            case Report.Stopped _ -> ended(Outcome.OUTCOME_STOPPED, Duration.ZERO);
            case Report.Refused refused ->
                ended(Outcome.OUTCOME_REFUSED, Duration.ZERO).setFailure(failure(refused.error()));
        };
    }

    private static Result.Builder ended(Outcome outcome, Duration ran) {
        return Result.newBuilder().setOutcome(outcome).setRanMicros(Marshal.micros(ran));
    }

    private static Failure.Builder failure(RunError error) {
        return Failure.newBuilder()
                .setCode(error.code())
                .setMessage(error.message())
                .setDetail(error.detail());
    }

    private static Failure.Builder reason(String reason) {
        return Failure.newBuilder().setMessage(reason);
    }
}
