package io.carillon.worker.core;

import io.carillon.protocol.v1.Acknowledgements;
import io.carillon.protocol.v1.Assignment;
import io.carillon.protocol.v1.Draining;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.Holding;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Refused;
import io.carillon.protocol.v1.Result;
import io.carillon.protocol.v1.ResultAck;
import io.carillon.protocol.v1.Stop;
import io.carillon.protocol.v1.StopReason;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.HeldAttempts.Wish;
import io.carillon.worker.core.WorkerEvent.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a worker does about each event. */
final class Decisions {

    static final int PROTOCOL_VERSION = 1;

    /** How long a leaving worker waits for stopped tasks to end and for the last acknowledgements. */
    static final Duration LEAVE_GRACE = Duration.ofSeconds(2);

    /** A result that a live node has not acknowledged for so long may have been lost behind it. */
    static final Duration RESEND_AFTER = Duration.ofSeconds(10);

    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(10);
    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(1);

    private enum Mode {
        WORKING,
        DRAINING,
        LEAVING,
        ENDED
    }

    private final WorkerProfile profile;
    private final HeldAttempts attempts;
    private final TokenFence fence;
    private final Outbox outbox;
    private final Connection connection;
    private final Load.Gauge gauge;
    private final List<Effect> effects = new ArrayList<>();

    private Mode mode = Mode.WORKING;
    private boolean logsWait;
    private Duration leaveBy = Duration.ZERO;
    private Moment now = new Moment(Instant.EPOCH, Duration.ZERO);

    Decisions(WorkerProfile profile, Limits limits, Backoff backoff, Load.Gauge gauge) {
        this.gauge = gauge;
        this.profile = profile;
        attempts = new HeldAttempts(limits);
        fence = new TokenFence(limits.rememberedRuns());
        outbox = new Outbox(limits.frameBytes());
        connection = new Connection(backoff);
    }

    Step step(WorkerEvent event, Moment moment) {
        now = moment;
        if (mode != Mode.ENDED) {
            event.applyTo(this);
            leaveIfDone();
        }
        var step = new Step(effects, wakeUp().orElse(null));
        effects.clear();
        return step;
    }

    void begin() {
        dial();
    }

    void passTime() {
        if (connection.isSilent(now.elapsed())) {
            int link = connection.link();
            emit(new Effect.HangUp(link, false));
            lose(link, Loss.SILENT, "nothing was heard for " + Connection.SILENT_INTERVALS + " intervals");
        }
        if (connection.isDialDue(now.elapsed())) {
            dial();
        }
        if (connection.isBeatDue(now.elapsed())) {
            beat();
        }
        if (mode == Mode.DRAINING && now.elapsed().compareTo(leaveBy) >= 0) {
            leave();
        }
    }

    void receive(int link, NodeFrame frame) {
        if (!connection.isCurrent(link)) {
            return;
        }
        connection.hear(now.elapsed());
        switch (frame.getFrameCase()) {
            case WELCOME -> welcomed(frame.getWelcome());
            case REFUSED -> refused(frame.getRefused());
            case ASSIGNMENTS -> frame.getAssignments().getAssignmentsList().forEach(this::assigned);
            case ACKNOWLEDGEMENTS -> acknowledged(frame.getAcknowledgements());
            case RECALL -> recalled();
            case STOPS -> frame.getStops().getStopsList().forEach(this::stop);
            // Having been heard is all that a heartbeat is for; a frame of a later version is no less a sign of life.
            // What is said of logs, of shards and of declarations is heard beside.
            case HEARTBEAT, LOG_ACK, SHARD_PAGE, DECLARATION_ANSWERS, FRAME_NOT_SET -> {}
        }
    }

    void report(int link) {
        if (connection.isUp() && connection.isCurrent(link)) {
            outbox.next().ifPresent(this::send);
        }
    }

    void lose(int link, Loss loss, String message) {
        if (!connection.isCurrent(link)) {
            return;
        }
        outbox.clear();
        if (connection.lose(now.elapsed(), loss)) {
            announce(new Notice.Disconnected(loss, message));
        }
        // A credential that was good once may be good again; one that never was wants somebody to look at it.
        if (loss == Loss.UNAUTHENTICATED && !connection.wasEverUp()) {
            turnAway(loss.name(), message);
        }
    }

    void end(WorkerEvent.TaskEnded event) {
        var attempt = event.attempt();
        var ended = attempts.ended(attempt);
        if (ended.isEmpty() || ended.get().wish() == Wish.FORGET) {
            return;
        }
        var startedAt = ended.get().startedAt();
        var ran = now.elapsed().minus(startedAt.elapsed());
        var result = ResultReport.ended(event, ended.get().wish(), ran);
        keep(attempt, result, startedAt);
    }

    /** A worker does not leave over what its runs have said, as long as it may take its time. */
    void logsWait(boolean waiting) {
        logsWait = waiting;
    }

    void drain(Duration limit) {
        var by = now.elapsed().plus(limit);
        if (mode == Mode.WORKING) {
            mode = Mode.DRAINING;
            leaveBy = by;
            announce(new Notice.Draining(attempts.occupiedSlots()));
            sayDraining();
        } else if (mode == Mode.DRAINING && by.compareTo(leaveBy) < 0) {
            leaveBy = by;
        }
        if (mode == Mode.DRAINING && now.elapsed().compareTo(leaveBy) >= 0) {
            leave();
        }
    }

    private void dial() {
        int link = connection.dial(now.elapsed());
        emit(new Effect.Dial(link));
        var hello = Hello.newBuilder()
                .setProtocolVersion(PROTOCOL_VERSION)
                .setWorkerId(profile.workerId())
                .setBootId(profile.bootId())
                .setApp(profile.app())
                .setSlots(profile.slots())
                .addAllTaskTypes(profile.taskTypes())
                .addAllHolding(attempts.inventory())
                .putAllLabels(profile.labels());
        send(WorkerFrame.newBuilder().setHello(hello).build());
    }

    private void welcomed(Welcome welcome) {
        if (welcome.getProtocolVersion() != PROTOCOL_VERSION) {
            turnAway(
                    "UNSUPPORTED_PROTOCOL_VERSION",
                    "the node speaks version " + welcome.getProtocolVersion() + " of the protocol; this worker speaks "
                            + PROTOCOL_VERSION);
            return;
        }
        connection.welcome(now.elapsed(), interval(welcome));
        announce(new Notice.Connected(welcome.getNodeId()));
        if (mode != Mode.WORKING) {
            sayDraining();
        }
        attempts.resend(now.elapsed(), now.elapsed(), outbox::result);
    }

    private void recalled() {
        var holding = Holding.newBuilder().addAllHolding(attempts.inventory());
        send(WorkerFrame.newBuilder().setHolding(holding).build());
        attempts.resend(now.elapsed(), now.elapsed(), outbox::result);
    }

    private static Duration interval(Welcome welcome) {
        var wanted = Duration.ofMillis(welcome.getHeartbeatMillis());
        if (wanted.isZero() || wanted.isNegative()) {
            return Connection.FIRST_INTERVAL;
        }
        if (wanted.compareTo(MIN_HEARTBEAT) < 0) {
            return MIN_HEARTBEAT;
        }
        return wanted.compareTo(MAX_HEARTBEAT) > 0 ? MAX_HEARTBEAT : wanted;
    }

    private void refused(Refused refused) {
        int link = connection.link();
        var text = refused.getCode() + ": " + refused.getMessage();
        if (refused.getRetryable()) {
            emit(new Effect.HangUp(link, false));
            lose(link, Loss.REFUSED, text);
        } else {
            turnAway(refused.getCode(), refused.getMessage());
        }
    }

    private void assigned(Assignment assignment) {
        var attempt = AttemptKey.of(assignment.getAttempt());
        int compared = fence.compare(attempt);
        if (compared < 0) {
            refuseOnce(attempt, "STALE_TOKEN", "a later attempt of the run was seen");
        } else if (compared > 0) {
            accept(attempt, assignment);
        }
        // Seen before: it runs, or it is over. Either way it was answered or will be.
    }

    private void accept(AttemptKey attempt, Assignment assignment) {
        if (!attempts.hasRoom()) {
            refuseOnce(attempt, "TOO_MUCH_UNACKNOWLEDGED", "too many results wait to be acknowledged");
            return;
        }
        fence.hold(attempt).ifPresent(this::supersede);
        if (mode != Mode.WORKING) {
            refuse(attempt, "DRAINING", "the worker is leaving");
        } else if (!profile.taskTypes().contains(assignment.getTaskType())) {
            refuse(attempt, "UNKNOWN_TASK_TYPE", "the worker has no task type \"" + assignment.getTaskType() + "\"");
        } else if (attempts.occupiedSlots() >= profile.slots()) {
            refuse(attempt, "NO_SLOT", "all " + profile.slots() + " slots are taken");
        } else {
            attempts.run(attempt, now);
            outbox.started(attempt);
            emit(new Effect.RunTask(attempt, assignment, now.wall()));
        }
    }

    /** Kept until acknowledged: as long as the node believes that the attempt is here, nobody does the work. */
    private void refuse(AttemptKey attempt, String code, String message) {
        keep(attempt, ResultReport.refused(attempt, code, message), now);
        announce(new Notice.AssignmentRefused(attempt, code));
    }

    /** Said and forgotten: either nobody waits for the answer, or there is no room to keep it. */
    private void refuseOnce(AttemptKey attempt, String code, String message) {
        outbox.result(attempt, ResultReport.refused(attempt, code, message));
        announce(new Notice.AssignmentRefused(attempt, code));
    }

    private void supersede(AttemptKey attempt) {
        if (attempts.wish(attempt, Wish.FORGET)) {
            emit(new Effect.StopTask(attempt));
        }
    }

    private void acknowledged(Acknowledgements acknowledgements) {
        for (ResultAck ack : acknowledgements.getResultsList()) {
            var attempt = AttemptKey.of(ack.getAttempt());
            boolean wasKept = forgetResult(attempt);
            if (wasKept && !ack.getAccepted()) {
                announce(new Notice.ResultNotAccepted(attempt, ack.getReason()));
            }
        }
    }

    private boolean forgetResult(AttemptKey attempt) {
        outbox.forget(attempt);
        boolean wasKept = attempts.drop(attempt);
        if (wasKept) {
            fence.release(attempt);
        }
        return wasKept;
    }

    private void stop(Stop stop) {
        var attempt = AttemptKey.of(stop.getAttempt());
        if (stop.getReason() == StopReason.STOP_REASON_SUPERSEDED) {
            supersede(attempt);
            fence.release(attempt);
            forgetResult(attempt);
        } else if (attempts.wish(attempt, Wish.STOP)) {
            emit(new Effect.StopTask(attempt));
        }
    }

    private void keep(AttemptKey attempt, Result result, Moment startedAt) {
        if (connection.isUp()) {
            outbox.result(attempt, result);
        }
        attempts.keep(attempt, result, startedAt, connection.isUp() ? now.elapsed() : null);
    }

    private void beat() {
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(connection.beat(now.elapsed()))
                .setRunning(attempts.occupiedSlots());
        tell(gauge.read(), heartbeat);
        send(WorkerFrame.newBuilder().setHeartbeat(heartbeat).build());
        attempts.resend(now.elapsed().minus(RESEND_AFTER), now.elapsed(), outbox::result);
    }

    private static void tell(Load load, Heartbeat.Builder heartbeat) {
        if (load.cpu() != Load.UNKNOWN) {
            heartbeat.setCpuPermille(load.cpu());
        }
        if (load.memory() != Load.UNKNOWN) {
            heartbeat.setMemoryPermille(load.memory());
        }
        if (load.io() != Load.UNKNOWN) {
            heartbeat.setIoPermille(load.io());
        }
    }

    private void sayDraining() {
        if (connection.isUp()) {
            send(WorkerFrame.newBuilder()
                    .setDraining(Draining.getDefaultInstance())
                    .build());
        }
    }

    private void leave() {
        mode = Mode.LEAVING;
        leaveBy = now.elapsed().plus(LEAVE_GRACE);
        var unfinished = attempts.wanted();
        if (!attempts.isIdle()) {
            announce(new Notice.Leaving(unfinished.size(), attempts.unacknowledged()));
        }
        stopAll(unfinished);
    }

    private void stopAll(List<AttemptKey> unfinished) {
        for (var attempt : unfinished) {
            if (attempts.wish(attempt, Wish.ABANDON)) {
                emit(new Effect.StopTask(attempt));
            }
        }
    }

    private void leaveIfDone() {
        if (mode == Mode.WORKING || mode == Mode.ENDED) {
            return;
        }
        boolean idle = attempts.isIdle();
        if ((idle && !logsWait) || (mode == Mode.LEAVING && now.elapsed().compareTo(leaveBy) >= 0)) {
            finish(new Ending.Left(idle), true);
        }
    }

    private void turnAway(String code, String message) {
        stopAll(attempts.wanted());
        finish(new Ending.TurnedAway(code, message), false);
    }

    private void finish(Ending ending, boolean politely) {
        mode = Mode.ENDED;
        connection.end();
        emit(new Effect.HangUp(connection.link(), politely));
        emit(new Effect.End(ending));
    }

    private Optional<Duration> wakeUp() {
        if (mode == Mode.WORKING || mode == Mode.ENDED) {
            return connection.wakeUp();
        }
        return Optional.of(
                connection.wakeUp().filter(at -> at.compareTo(leaveBy) < 0).orElse(leaveBy));
    }

    private void send(WorkerFrame frame) {
        emit(new Effect.Send(connection.link(), frame));
    }

    private void announce(Notice notice) {
        emit(new Effect.Announce(notice));
    }

    private void emit(Effect effect) {
        effects.add(effect);
    }
}
