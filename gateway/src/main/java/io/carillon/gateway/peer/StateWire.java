package io.carillon.gateway.peer;

import static io.carillon.gateway.peer.Marshal.instant;
import static io.carillon.gateway.peer.Marshal.micros;
import static io.carillon.gateway.peer.Marshal.nothing;

import io.carillon.model.Epoch;
import io.carillon.model.Token;
import io.carillon.model.WorkerId;
import io.carillon.model.job.Routing;
import io.carillon.model.run.Attempt;
import io.carillon.model.run.Choice;
import io.carillon.model.run.RunError;
import io.carillon.model.run.RunState;
import io.carillon.protocol.v1.node.NodeWire;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where a run stands that has not ended; of one that has, the database says it. */
final class StateWire {

    private StateWire() {}

    static NodeWire.State write(RunState state) {
        var to = NodeWire.State.newBuilder();
        switch (state) {
            case RunState.Pending _ -> to.setPending(nothing());
            case RunState.Waiting waiting -> to.setWaiting(waiting(waiting));
            case RunState.Recovering recovering -> to.setRecovering(recovering(recovering));
            case RunState.Sent sent -> to.setSent(handOut(sent.attempt()));
            case RunState.Working working ->
                to.setWorking(NodeWire.UnderWay.newBuilder()
                        .setAttempt(handOut(working.attempt()))
                        .setStartedAtMicros(micros(working.startedAt())));
            case RunState.Stopping stopping ->
                to.setStopping(NodeWire.UnderWay.newBuilder()
                        .setAttempt(handOut(stopping.attempt()))
                        .setStartedAtMicros(micros(stopping.startedAt()))
                        .setCause(stopping.cause().name())
                        .setSinceMicros(micros(stopping.since())));
            case RunState.Awaiting awaiting ->
                to.setAwaiting(NodeWire.UnderWay.newBuilder()
                        .setAttempt(handOut(awaiting.attempt()))
                        .setStartedAtMicros(micros(awaiting.startedAt()))
                        .setSinceMicros(micros(awaiting.since())));
            case RunState.Split split ->
                to.setSplit(NodeWire.InParts.newBuilder()
                        .setParts(split.parts())
                        .setStartedAtMicros(micros(split.startedAt())));
            case RunState.Unwinding unwinding ->
                to.setUnwinding(NodeWire.InParts.newBuilder()
                        .setParts(unwinding.parts())
                        .setStartedAtMicros(micros(unwinding.startedAt()))
                        .setCause(unwinding.cause().name())
                        .setSinceMicros(micros(unwinding.since())));
            case RunState.Succeeded _, RunState.Failed _, RunState.Cancelled _, RunState.Skipped _ ->
                to.setEnded(nothing());
        }
        return to.build();
    }

    /** @param stored where it stood when it was read from the database after that */
    static RunState read(NodeWire.State from, RunState stored) {
        return switch (from.getStateCase()) {
            case PENDING -> new RunState.Pending();
            case WAITING -> waiting(from.getWaiting());
            case RECOVERING -> recovering(from.getRecovering());
            case SENT -> new RunState.Sent(attempt(from.getSent()));
            case WORKING -> {
                NodeWire.UnderWay working = from.getWorking();
                yield new RunState.Working(attempt(working.getAttempt()), instant(working.getStartedAtMicros()));
            }
            case STOPPING -> stopping(from.getStopping()).orElse(stored);
            case AWAITING -> {
                NodeWire.UnderWay awaiting = from.getAwaiting();
                yield new RunState.Awaiting(
                        attempt(awaiting.getAttempt()),
                        instant(awaiting.getStartedAtMicros()),
                        instant(awaiting.getSinceMicros()));
            }
            case SPLIT ->
                new RunState.Split(
                        from.getSplit().getParts(), instant(from.getSplit().getStartedAtMicros()));
            case UNWINDING -> unwinding(from.getUnwinding()).orElse(stored);
            case ENDED, STATE_NOT_SET -> stored;
        };
    }

    private static Optional<RunState> stopping(NodeWire.UnderWay from) {
        return cause(from.getCause())
                .map(cause -> new RunState.Stopping(
                        attempt(from.getAttempt()),
                        instant(from.getStartedAtMicros()),
                        cause,
                        instant(from.getSinceMicros())));
    }

    private static Optional<RunState> unwinding(NodeWire.InParts from) {
        return cause(from.getCause())
                .map(cause -> new RunState.Unwinding(
                        from.getParts(), instant(from.getStartedAtMicros()), cause, instant(from.getSinceMicros())));
    }

    /** One that only a later version knows can't be told here: then the run is shown as it is stored. */
    private static Optional<RunState.StopCause> cause(String name) {
        return Arrays.stream(RunState.StopCause.values())
                .filter(cause -> cause.name().equals(name))
                .findFirst();
    }

    private static NodeWire.WaitingState waiting(RunState.Waiting waiting) {
        var to = NodeWire.WaitingState.newBuilder()
                .setSinceMicros(micros(waiting.since()))
                .setNotBeforeMicros(micros(waiting.notBefore()));
        RunError last = waiting.lastError();
        if (last != null) {
            to.setLastError(NodeWire.ErrorOfRun.newBuilder()
                    .setCode(last.code())
                    .setMessage(last.message())
                    .setDetail(last.detail()));
        }
        return to.build();
    }

    private static RunState waiting(NodeWire.WaitingState from) {
        NodeWire.ErrorOfRun last = from.getLastError();
        return new RunState.Waiting(
                instant(from.getSinceMicros()),
                instant(from.getNotBeforeMicros()),
                from.hasLastError() ? new RunError(last.getCode(), last.getMessage(), last.getDetail()) : null);
    }

    private static NodeWire.RecoveringState recovering(RunState.Recovering recovering) {
        var to = NodeWire.RecoveringState.newBuilder().setSinceMicros(micros(recovering.since()));
        Attempt last = recovering.last();
        return (last == null ? to : to.setLast(handOut(last))).build();
    }

    private static RunState recovering(NodeWire.RecoveringState from) {
        return new RunState.Recovering(instant(from.getSinceMicros()), from.hasLast() ? attempt(from.getLast()) : null);
    }

    private static NodeWire.HandOut handOut(Attempt attempt) {
        var to = NodeWire.HandOut.newBuilder()
                .setEpoch(attempt.token().epoch().number())
                .setNumber(attempt.token().attempt())
                .setWorker(attempt.worker().value())
                .setAtMicros(micros(attempt.handedOutAt()));
        Choice choice = attempt.choice();
        return (choice == null ? to : to.setChoice(chosen(choice))).build();
    }

    private static Attempt attempt(NodeWire.HandOut from) {
        return new Attempt(
                new Token(new Epoch(from.getEpoch()), from.getNumber()),
                new WorkerId(from.getWorker()),
                instant(from.getAtMicros()),
                from.hasChoice() ? choice(from.getChoice()) : null);
    }

    private static NodeWire.Chosen chosen(Choice choice) {
        var to = NodeWire.Chosen.newBuilder()
                .setStrategy(choice.strategy().name())
                .setSuitable(choice.suitable())
                .setFreeSlots(choice.freeSlots());
        if (choice.busy() != null) {
            to.setBusy(choice.busy());
        }
        if (choice.insteadOf() != null) {
            to.setInsteadOf(choice.insteadOf().value());
        }
        return to.build();
    }

    /** A strategy that only a later version knows is nothing that can be explained here. */
    private static @Nullable Choice choice(NodeWire.Chosen from) {
        for (Routing.Strategy strategy : Routing.Strategy.values()) {
            if (strategy.name().equals(from.getStrategy())) {
                return new Choice(
                        strategy,
                        from.getSuitable(),
                        from.getFreeSlots(),
                        from.hasBusy() ? from.getBusy() : null,
                        from.hasInsteadOf() ? new WorkerId(from.getInsteadOf()) : null);
            }
        }
        return null;
    }
}
