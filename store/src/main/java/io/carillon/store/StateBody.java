package io.carillon.store;

import io.carillon.model.RunId;
import io.carillon.model.json.Json;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.RunState;
import io.carillon.model.run.RunState.StopCause;
import io.carillon.model.run.SkipReason;
import io.carillon.store.stored.Awaiting;
import io.carillon.store.stored.Cancelled;
import io.carillon.store.stored.Failed;
import io.carillon.store.stored.HandOut;
import io.carillon.store.stored.Pending;
import io.carillon.store.stored.Recovering;
import io.carillon.store.stored.Skipped;
import io.carillon.store.stored.Split;
import io.carillon.store.stored.Stopping;
import io.carillon.store.stored.StoredRun;
import io.carillon.store.stored.Succeeded;
import io.carillon.store.stored.Unwinding;
import io.carillon.store.stored.Waiting;
import io.carillon.store.stored.Waiver;
import io.carillon.store.stored.Working;
import org.jspecify.annotations.Nullable;

/** Where a run stands, as a part of its body. */
final class StateBody {

    private final Offset offset;

    StateBody(Offset offset) {
        this.offset = offset;
    }

    void write(RunState state, StoredRun.Builder to) {
        switch (state) {
            case RunState.Pending _ -> to.setPending(Pending.getDefaultInstance());
            case RunState.Waiting waiting -> to.setWaiting(stored(waiting));
            case RunState.Recovering recovering -> to.setRecovering(stored(recovering));
            case RunState.Sent sent -> to.setSent(stored(sent.attempt()));
            case RunState.Working working ->
                to.setWorking(Working.newBuilder()
                        .setAttempt(stored(working.attempt()))
                        .setStartedAt(offset.of(working.startedAt())));
            case RunState.Stopping stopping ->
                to.setStopping(Stopping.newBuilder()
                        .setAttempt(stored(stopping.attempt()))
                        .setStartedAt(offset.of(stopping.startedAt()))
                        .setCause(stopping.cause().name())
                        .setSince(offset.of(stopping.since())));
            case RunState.Awaiting awaiting ->
                to.setAwaiting(Awaiting.newBuilder()
                        .setAttempt(stored(awaiting.attempt()))
                        .setStartedAt(offset.of(awaiting.startedAt()))
                        .setSince(offset.of(awaiting.since())));
            case RunState.Split split ->
                to.setSplit(Split.newBuilder().setParts(split.parts()).setStartedAt(offset.of(split.startedAt())));
            case RunState.Unwinding unwinding ->
                to.setUnwinding(Unwinding.newBuilder()
                        .setParts(unwinding.parts())
                        .setStartedAt(offset.of(unwinding.startedAt()))
                        .setCause(unwinding.cause().name())
                        .setSince(offset.of(unwinding.since())));
            case RunState.Succeeded succeeded -> to.setSucceeded(stored(succeeded));
            case RunState.Failed failed -> to.setFailed(stored(failed));
            case RunState.Cancelled cancelled -> to.setCancelled(stored(cancelled));
            case RunState.Skipped skipped -> to.setSkipped(stored(skipped));
        }
    }

    RunState read(StoredRun from) throws UnreadableRowException {
        return switch (from.getStateCase()) {
            case PENDING -> new RunState.Pending();
            case WAITING -> state(from.getWaiting());
            case RECOVERING -> state(from.getRecovering());
            case SENT -> new RunState.Sent(attempt(from.getSent()));
            case WORKING ->
                new RunState.Working(
                        attempt(from.getWorking().getAttempt()),
                        offset.at(from.getWorking().getStartedAt()));
            case STOPPING -> state(from.getStopping());
            case AWAITING -> state(from.getAwaiting());
            case SPLIT ->
                new RunState.Split(
                        from.getSplit().getParts(), offset.at(from.getSplit().getStartedAt()));
            case UNWINDING -> state(from.getUnwinding());
            case SUCCEEDED -> state(from.getSucceeded());
            case FAILED -> state(from.getFailed());
            case CANCELLED -> state(from.getCancelled());
            case SKIPPED -> state(from.getSkipped());
            case STATE_NOT_SET -> throw new UnreadableRowException("its state is none that is known");
        };
    }

    private Waiting stored(RunState.Waiting waiting) {
        Waiting.Builder stored =
                Waiting.newBuilder().setSince(offset.of(waiting.since())).setNotBefore(offset.of(waiting.notBefore()));
        if (waiting.lastError() != null) {
            stored.setLastError(Errors.write(waiting.lastError()));
        }
        return stored.build();
    }

    private RunState state(Waiting stored) throws UnreadableRowException {
        return new RunState.Waiting(
                offset.at(stored.getSince()),
                offset.at(stored.getNotBefore()),
                stored.hasLastError() ? Errors.read(stored.getLastError()) : null);
    }

    private Recovering stored(RunState.Recovering recovering) {
        Recovering.Builder stored = Recovering.newBuilder().setSince(offset.of(recovering.since()));
        if (recovering.last() != null) {
            stored.setLast(stored(recovering.last()));
        }
        return stored.build();
    }

    private RunState state(Recovering stored) {
        return new RunState.Recovering(offset.at(stored.getSince()), attemptOrNull(stored.hasLast(), stored.getLast()));
    }

    private RunState state(Stopping stored) {
        return new RunState.Stopping(
                attempt(stored.getAttempt()),
                offset.at(stored.getStartedAt()),
                StopCause.valueOf(stored.getCause()),
                offset.at(stored.getSince()));
    }

    private RunState state(Awaiting stored) {
        return new RunState.Awaiting(
                attempt(stored.getAttempt()), offset.at(stored.getStartedAt()), offset.at(stored.getSince()));
    }

    private RunState state(Unwinding stored) {
        return new RunState.Unwinding(
                stored.getParts(),
                offset.at(stored.getStartedAt()),
                StopCause.valueOf(stored.getCause()),
                offset.at(stored.getSince()));
    }

    private Succeeded stored(RunState.Succeeded succeeded) {
        Succeeded.Builder stored = Succeeded.newBuilder()
                .setStartedAt(offset.of(succeeded.startedAt()))
                .setFinishedAt(offset.of(succeeded.finishedAt()));
        if (succeeded.attempt() != null) {
            stored.setAttempt(stored(succeeded.attempt()));
        }
        if (succeeded.result() != null) {
            stored.setResult(succeeded.result().text());
        }
        return stored.build();
    }

    private RunState state(Succeeded stored) {
        return new RunState.Succeeded(
                attemptOrNull(stored.hasAttempt(), stored.getAttempt()),
                offset.at(stored.getStartedAt()),
                offset.at(stored.getFinishedAt()),
                stored.hasResult() ? Json.parse(stored.getResult()) : null);
    }

    private Failed stored(RunState.Failed failed) {
        Failed.Builder stored = Failed.newBuilder()
                .setFinishedAt(offset.of(failed.finishedAt()))
                .setError(Errors.write(failed.error()));
        if (failed.attempt() != null) {
            stored.setAttempt(stored(failed.attempt()));
        }
        if (failed.startedAt() != null) {
            stored.setStartedAt(offset.of(failed.startedAt()));
        }
        return stored.build();
    }

    private RunState state(Failed stored) throws UnreadableRowException {
        return new RunState.Failed(
                attemptOrNull(stored.hasAttempt(), stored.getAttempt()),
                stored.hasStartedAt() ? offset.at(stored.getStartedAt()) : null,
                offset.at(stored.getFinishedAt()),
                Errors.read(stored.getError()));
    }

    private Cancelled stored(RunState.Cancelled cancelled) {
        Cancelled.Builder stored = Cancelled.newBuilder().setFinishedAt(offset.of(cancelled.finishedAt()));
        if (cancelled.attempt() != null) {
            stored.setAttempt(stored(cancelled.attempt()));
        }
        if (cancelled.startedAt() != null) {
            stored.setStartedAt(offset.of(cancelled.startedAt()));
        }
        return stored.build();
    }

    private RunState state(Cancelled stored) {
        return new RunState.Cancelled(
                attemptOrNull(stored.hasAttempt(), stored.getAttempt()),
                stored.hasStartedAt() ? offset.at(stored.getStartedAt()) : null,
                offset.at(stored.getFinishedAt()));
    }

    private Skipped stored(RunState.Skipped skipped) {
        Skipped.Builder stored = Skipped.newBuilder()
                .setFinishedAt(offset.of(skipped.finishedAt()))
                .setReason(skipped.reason().name())
                .setCount(skipped.count())
                .setThrough(offset.of(skipped.through()));
        if (skipped.inTheWay() != null) {
            stored.setInTheWay(skipped.inTheWay().value());
        }
        if (skipped.waiver() != null) {
            stored.setWaiver(stored(skipped.waiver()));
        }
        return stored.build();
    }

    private Waiver stored(RunState.Waiver waiver) {
        return Waiver.newBuilder()
                .setAttempt(stored(waiver.attempt()))
                .setStartedAt(offset.of(waiver.startedAt()))
                .setReason(Json.of(waiver.reason()).text())
                .build();
    }

    private RunState state(Skipped stored) throws UnreadableRowException {
        return new RunState.Skipped(
                offset.at(stored.getFinishedAt()),
                SkipReason.valueOf(stored.getReason()),
                stored.getCount(),
                offset.at(stored.getThrough()),
                stored.hasInTheWay() ? new RunId(stored.getInTheWay()) : null,
                stored.hasWaiver() ? waiver(stored.getWaiver()) : null);
    }

    private RunState.Waiver waiver(Waiver stored) throws UnreadableRowException {
        return new RunState.Waiver(
                attempt(stored.getAttempt()), offset.at(stored.getStartedAt()), RunBody.readString(stored.getReason()));
    }

    private HandOut stored(Attempt attempt) {
        return AttemptBody.of(attempt, offset);
    }

    private Attempt attempt(HandOut stored) {
        return AttemptBody.attempt(stored, offset);
    }

    private @Nullable Attempt attemptOrNull(boolean known, HandOut stored) {
        return known ? attempt(stored) : null;
    }
}
