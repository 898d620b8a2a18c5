package io.carillon.gateway;

import io.carillon.engine.Effect;
import io.carillon.engine.HeldAttempt;
import io.carillon.engine.Report;
import io.carillon.engine.WorkerFacts;
import io.carillon.engine.WorkerLoad;
import io.carillon.model.AppName;
import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.json.Json;
import io.carillon.model.json.JsonException;
import io.carillon.model.run.Cause;
import io.carillon.model.run.RunError;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Attempt;
import io.carillon.protocol.v1.Failure;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.Held;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The translation between the wire and the core. What a worker sends is checked here; an {@link IllegalArgumentException} says
 * what is wrong with it.
 */
public final class Wire {

    private static final int MAX_SLOTS = 100_000;
    private static final int MAX_LABELS = 64;

    private Wire() {}

    static WorkerFacts facts(Hello hello) {
        if (hello.getSlots() < 1 || hello.getSlots() > MAX_SLOTS) {
            throw new IllegalArgumentException("slots must be 1 to " + MAX_SLOTS + ", not " + hello.getSlots());
        }
        if (hello.getBootId().isEmpty()) {
            throw new IllegalArgumentException("boot_id is missing");
        }
        if (hello.getLabelsCount() > MAX_LABELS) {
            throw new IllegalArgumentException("at most " + MAX_LABELS + " labels, not " + hello.getLabelsCount());
        }
        return new WorkerFacts(
                new WorkerId(hello.getWorkerId()),
                hello.getBootId(),
                new AppName(hello.getApp()),
                hello.getSlots(),
                hello.getByCredit(),
                Set.copyOf(hello.getTaskTypesList()),
                Map.copyOf(hello.getLabelsMap()),
                holding(hello.getHoldingList()));
    }

    static List<HeldAttempt> holding(List<Held> frames) {
        var holding = new ArrayList<HeldAttempt>();
        frames.forEach(held -> holding.add(
                new HeldAttempt(run(held.getAttempt()), token(held.getAttempt()), instant(held.getStartedAtMicros()))));
        return List.copyOf(holding);
    }

    static WorkerLoad load(Heartbeat heartbeat) {
        return new WorkerLoad(
                heartbeat.hasCpuPermille() ? permille(heartbeat.getCpuPermille()) : WorkerLoad.NOT_TOLD,
                heartbeat.hasMemoryPermille() ? permille(heartbeat.getMemoryPermille()) : WorkerLoad.NOT_TOLD,
                heartbeat.hasIoPermille() ? permille(heartbeat.getIoPermille()) : WorkerLoad.NOT_TOLD);
    }

    private static int permille(int said) {
        return Math.clamp(said, 0, WorkerLoad.WHOLE);
    }

    public static Report.OfState report(Result result) {
        RunId run = run(result.getAttempt());
        Token token = token(result.getAttempt());
        Duration ran = Duration.of(Math.max(0, result.getRanMicros()), ChronoUnit.MICROS);
        return switch (result.getOutcome()) {
            case OUTCOME_SUCCEEDED -> succeeded(run, token, ran, result.getResultJson());
            case OUTCOME_FAILED ->
                new Report.Failed(
                        run,
                        token,
                        ran,
                        error(result.getFailure()),
                        result.getFailure().getRetryable());
            case OUTCOME_SKIPPED -> new Report.Skipped(run, token, ran, reason(result));
            case OUTCOME_POSTPONED ->
                new Report.Postponed(
                        run, token, Duration.ofMillis(Math.max(0, result.getRetryAfterMillis())), reason(result));
            case OUTCOME_DEFERRED -> new Report.Deferred(run, token, ran);
            case OUTCOME_MAPPED -> MapWire.mapped(result, run, token, ran);
            case OUTCOME_STOPPED -> new Report.Stopped(run, token);
            case OUTCOME_REFUSED -> new Report.Refused(run, token, error(result.getFailure()));
            case OUTCOME_UNSPECIFIED, UNRECOGNIZED ->
                new Report.Failed(
                        run,
                        token,
                        ran,
                        new RunError("UNKNOWN_OUTCOME", "the worker reported an unknown outcome"),
                        true);
        };
    }

    public static Report.OfState began(Attempt attempt) {
        return new Report.Began(run(attempt), token(attempt));
    }

    static Assignment assignment(Effect.Assign assign) {
        Cause.Shard shard = assign.run().cause() instanceof Cause.Shard part ? part : null;
        return Assignment.newBuilder()
                .setAttempt(attempt(assign.run().id(), assign.attempt().token()))
                .setNamespace(assign.run().job().namespace().value())
                .setJob(assign.run().job().name().value())
                .setJobVersion(assign.run().jobVersion())
                .setTaskType(assign.spec().task().capability())
                .setSettingsJson(assign.spec().task().settings().text())
                .setParamsJson(assign.run().params().text())
                .setScheduledAtMicros(micros(assign.run().scheduledAt()))
                .setDueAtMicros(micros(assign.run().dueAt()))
                .setTimeoutMillis(timeoutMillis(assign))
                .setShardIndex(shard == null ? 0 : shard.index())
                .setShardTotal(shard == null ? 1 : shard.total())
                .setPhase(MapWire.phase(assign.run()))
                .addAllSaved(SavingWire.saved(assign))
                .build();
    }

    /** The nearer of what an attempt and what the run may take; 0 where neither is limited. */
    private static long timeoutMillis(Effect.Assign assign) {
        Duration timeout = assign.spec().timeout();
        Duration deadline = assign.spec().deadline();
        if (deadline != null) {
            Instant end = assign.run().dueAt().plus(deadline);
            Duration left = Duration.between(assign.attempt().handedOutAt(), end);
            timeout = timeout == null || left.compareTo(timeout) < 0 ? left : timeout;
        }
        return timeout == null ? 0 : Math.max(1, timeout.toMillis());
    }

    static Stop stop(Effect.Stop stop) {
        return Stop.newBuilder()
                .setAttempt(attempt(stop.run(), stop.token()))
                .setReason(
                        switch (stop.reason()) {
                            case CANCELLED -> StopReason.STOP_REASON_CANCELLED;
                            case TIMED_OUT, DEADLINE -> StopReason.STOP_REASON_TIMED_OUT;
                            case SUPERSEDED -> StopReason.STOP_REASON_SUPERSEDED;
                        })
                .build();
    }

    static ResultAck acknowledgement(Effect.Acknowledge ack) {
        return ResultAck.newBuilder()
                .setAttempt(attempt(ack.run(), ack.token()))
                .setAccepted(ack.accepted())
                .setReason(ack.reason())
                .build();
    }

    private static Report.OfState succeeded(RunId run, Token token, Duration ran, String json) {
        if (json.isEmpty()) {
            return new Report.Succeeded(run, token, ran, null);
        }
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > ReportLimits.RESULT_BYTES) {
            var tooLarge = new RunError(
                    "RESULT_TOO_LARGE",
                    "the result has " + bytes + " bytes; at most " + ReportLimits.RESULT_BYTES + " are kept");
            return new Report.Failed(run, token, ran, tooLarge, false);
        }
        try {
            return new Report.Succeeded(run, token, ran, Json.parse(json));
        } catch (JsonException malformed) {
            var error = new RunError("RESULT_NOT_JSON", "the result is not JSON: " + malformed.getMessage());
            return new Report.Failed(run, token, ran, error, false);
        }
    }

    private static String reason(Result result) {
        return cut(result.getFailure().getMessage(), ReportLimits.MESSAGE);
    }

    private static RunError error(Failure failure) {
        String code = failure.getCode().isEmpty() ? "TASK_FAILED" : cut(failure.getCode(), ReportLimits.CODE);
        return new RunError(
                code, cut(failure.getMessage(), ReportLimits.MESSAGE), cut(failure.getDetail(), ReportLimits.DETAIL));
    }

    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }

    static RunId run(Attempt attempt) {
        return RunId.parse(attempt.getRunId())
                .orElseThrow(() -> new IllegalArgumentException("'" + attempt.getRunId() + "' is not a run id"));
    }

    static Token token(Attempt attempt) {
        return new Token(new Epoch(attempt.getEpoch()), attempt.getNumber());
    }

    public static Attempt attempt(RunId run, Token token) {
        return Attempt.newBuilder()
                .setRunId(run.toString())
                .setEpoch(token.epoch().number())
                .setNumber(token.attempt())
                .build();
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
