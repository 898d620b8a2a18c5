package io.carillon.store;

import io.carillon.model.Epoch;
import io.carillon.model.RunId;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunState.StopCause;
import io.carillon.model.run.RunStatus;
import io.carillon.model.run.SkipReason;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that hold where a run stands; the phase says which of them count. */
record StateColumns(
        RunStatus status,
        String phase,
        @Nullable Attempt attempt,
        Times times,
        @Nullable RunError error,
        @Nullable Json result,
        @Nullable Skip skip,
        @Nullable Integer parts) {

    static final List<String> NAMES = List.of(
            "status",
            "phase",
            "attempt_epoch",
            "attempt_number",
            "worker",
            "handed_out_at",
            "started_at",
            "finished_at",
            "since_at",
            "not_before",
            "error",
            "result",
            "skip_reason",
            "skip_count",
            "skip_through",
            "in_the_way",
            "choice",
            "parts");

    record Times(
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt,
            @Nullable Instant since,
            @Nullable Instant notBefore) {

        static final Times NONE = new Times(null, null, null, null);

        static Times started(Instant at) {
            return new Times(at, null, null, null);
        }

        static Times ended(@Nullable Instant startedAt, Instant finishedAt) {
            return new Times(startedAt, finishedAt, null, null);
        }
    }

    record Skip(
            String reason,
            long count,
            Instant through,
            @Nullable RunId inTheWay) {}

    static StateColumns of(RunState state) {
        return switch (state) {
            case RunState.Pending _ -> held(state, "pending", null, Times.NONE);
            case RunState.Waiting waiting ->
                failed(
                        state,
                        "waiting",
                        null,
                        new Times(null, null, waiting.since(), waiting.notBefore()),
                        waiting.lastError());
            case RunState.Recovering recovering ->
                held(state, "recovering", recovering.last(), new Times(null, null, recovering.since(), null));
            case RunState.Sent sent -> held(state, "sent", sent.attempt(), Times.NONE);
            case RunState.Working working ->
                held(state, "working", working.attempt(), Times.started(working.startedAt()));
            case RunState.Stopping stopping ->
                held(
                        state,
                        phaseOf(stopping.cause()),
                        stopping.attempt(),
                        new Times(stopping.startedAt(), null, stopping.since(), null));
            case RunState.Split split -> inParts(split, "split", Times.started(split.startedAt()));
            case RunState.Unwinding unwinding ->
                inParts(unwinding, phaseOf(unwinding), new Times(unwinding.startedAt(), null, unwinding.since(), null));
            case RunState.Succeeded done -> succeeded(done);
            case RunState.Failed failed ->
                failed(
                        state,
                        "failed",
                        failed.attempt(),
                        Times.ended(failed.startedAt(), failed.finishedAt()),
                        failed.error());
            case RunState.Cancelled cancelled ->
                held(
                        state,
                        "cancelled",
                        cancelled.attempt(),
                        Times.ended(cancelled.startedAt(), cancelled.finishedAt()));
            case RunState.Skipped skipped -> skipped(skipped);
        };
    }

    /** @param code the status, and whether it is that of a part of a run */
    void write(int code, Parameters to) throws SQLException {
        to.number(code).text(phase);
        writeAttempt(to);
        to.instant(times.startedAt())
                .instant(times.finishedAt())
                .instant(times.since())
                .instant(times.notBefore())
                .text(error == null ? null : Errors.write(error))
                .text(result == null ? null : result.text());
        writeSkip(to);
        to.text(attempt == null ? null : AttemptColumns.choice(attempt));
        if (parts == null) {
            to.noNumber();
        } else {
            to.number(parts);
        }
    }

    private void writeSkip(Parameters to) throws SQLException {
        if (skip == null) {
            to.text(null).noNumber().instant(null).noNumber();
            return;
        }
        to.text(skip.reason()).number(skip.count()).instant(skip.through());
        if (skip.inTheWay() == null) {
            to.noNumber();
        } else {
            to.number(skip.inTheWay().value());
        }
    }

    static RunState read(Row row) throws SQLException, UnreadableRowException {
        long status = row.number();
        String phase = row.text();
        Attempt attempt = readAttempt(row);
        var times = new Times(row.instantOrNull(), row.instantOrNull(), row.instantOrNull(), row.instantOrNull());
        String error = row.textOrNull();
        String result = row.textOrNull();
        Skip skip = readSkip(row);
        String choice = row.textOrNull();
        Long parts = row.numberOrNull();
        Attempt chosen = attempt == null ? null : AttemptColumns.withChoice(attempt, choice);
        RunState state =
                new Reader(phase, chosen, times, error == null ? null : Errors.read(error), skip, parts).state(result);
        if (StatusCode.read(status) != state.status()) {
            throw new UnreadableRowException("a run that is " + phase + " has status " + status);
        }
        return state;
    }

    private void writeAttempt(Parameters to) throws SQLException {
        if (attempt == null) {
            to.noNumber().noNumber().text(null).instant(null);
        } else {
            AttemptColumns.write(attempt, to);
        }
    }

    private static @Nullable Attempt readAttempt(Row row) throws SQLException {
        Long epoch = row.numberOrNull();
        Long number = row.numberOrNull();
        String worker = row.textOrNull();
        Instant handedOutAt = row.instantOrNull();
        if (epoch == null || number == null || worker == null || handedOutAt == null) {
            return null;
        }
        return new Attempt(new Token(new Epoch(epoch), Math.toIntExact(number)), new WorkerId(worker), handedOutAt);
    }

    private static @Nullable Skip readSkip(Row row) throws SQLException, UnreadableRowException {
        String reason = row.textOrNull();
        Long count = row.numberOrNull();
        Instant through = row.instantOrNull();
        Long inTheWay = row.numberOrNull();
        if (reason == null || count == null || through == null) {
            return null;
        }
        return new Skip(reason, count, through, inTheWay == null ? null : new RunId(inTheWay));
    }

    private static StateColumns held(RunState state, String phase, @Nullable Attempt attempt, Times times) {
        return failed(state, phase, attempt, times, null);
    }

    private static StateColumns failed(
            RunState state, String phase, @Nullable Attempt attempt, Times times, @Nullable RunError error) {
        return new StateColumns(state.status(), phase, attempt, times, error, null, null, null);
    }

    private static StateColumns succeeded(RunState.Succeeded done) {
        var times = Times.ended(done.startedAt(), done.finishedAt());
        return new StateColumns(done.status(), "succeeded", done.attempt(), times, null, done.result(), null, null);
    }

    private static StateColumns skipped(RunState.Skipped skipped) {
        var times = Times.ended(null, skipped.finishedAt());
        var skip = new Skip(skipped.reason().name(), skipped.count(), skipped.through(), skipped.inTheWay());
        return new StateColumns(skipped.status(), "skipped", null, times, null, null, skip, null);
    }

    private static StateColumns inParts(RunState.InParts state, String phase, Times times) {
        return new StateColumns(state.status(), phase, null, times, null, null, null, state.parts());
    }

    private static String phaseOf(RunState.Unwinding unwinding) {
        return switch (unwinding.cause()) {
            case CANCELLED -> "unwinding-cancelled";
            case DEADLINE -> "unwinding-deadline";
            case TIMED_OUT -> throw new IllegalStateException("parts run out of their time one by one: " + unwinding);
        };
    }

    private static String phaseOf(StopCause cause) {
        return switch (cause) {
            case CANCELLED -> "stopping-cancelled";
            case TIMED_OUT -> "stopping-timed-out";
            case DEADLINE -> "stopping-deadline";
        };
    }

    /** Puts a state together from what was read, and insists on whatever that state needs. */
    private record Reader(
            String phase,
            @Nullable Attempt attempt,
            Times times,
            @Nullable RunError error,
            @Nullable Skip skip,
            @Nullable Long parts) {

        private RunState state(@Nullable String result) throws UnreadableRowException {
            return switch (phase) {
                case "pending" -> new RunState.Pending();
                case "waiting" -> new RunState.Waiting(needed(times.since()), needed(times.notBefore()), error);
                case "recovering" -> new RunState.Recovering(needed(times.since()), attempt);
                case "sent" -> new RunState.Sent(needed(attempt));
                case "working" -> new RunState.Working(needed(attempt), needed(times.startedAt()));
                case "stopping-cancelled" -> stopping(StopCause.CANCELLED);
                case "stopping-timed-out" -> stopping(StopCause.TIMED_OUT);
                case "stopping-deadline" -> stopping(StopCause.DEADLINE);
                case "split" -> new RunState.Split(Math.toIntExact(needed(parts)), needed(times.startedAt()));
                case "unwinding-cancelled" -> unwinding(StopCause.CANCELLED);
                case "unwinding-deadline" -> unwinding(StopCause.DEADLINE);
                case "succeeded" ->
                    new RunState.Succeeded(
                            attempt,
                            needed(times.startedAt()),
                            needed(times.finishedAt()),
                            result == null ? null : Json.parse(result));
                case "failed" ->
                    new RunState.Failed(attempt, times.startedAt(), needed(times.finishedAt()), needed(error));
                case "cancelled" -> new RunState.Cancelled(attempt, times.startedAt(), needed(times.finishedAt()));
                case "skipped" -> skipped(needed(skip));
                default -> throw new UnreadableRowException("unknown phase '" + phase + "'");
            };
        }

        private RunState skipped(Skip why) throws UnreadableRowException {
            return new RunState.Skipped(
                    needed(times.finishedAt()),
                    SkipReason.valueOf(why.reason()),
                    why.count(),
                    why.through(),
                    why.inTheWay());
        }

        private RunState unwinding(StopCause cause) throws UnreadableRowException {
            return new RunState.Unwinding(
                    Math.toIntExact(needed(parts)), needed(times.startedAt()), cause, needed(times.since()));
        }

        private RunState stopping(StopCause cause) throws UnreadableRowException {
            return new RunState.Stopping(needed(attempt), needed(times.startedAt()), cause, needed(times.since()));
        }

        private <T> T needed(@Nullable T value) throws UnreadableRowException {
            if (value == null) {
                throw new UnreadableRowException("a run that is " + phase + " lacks what it needs");
            }
            return value;
        }
    }
}
