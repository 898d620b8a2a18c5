package io.carillon.worker.core;

import io.carillon.protocol.v1.Assignments;
import io.carillon.protocol.v1.Draining;
import io.carillon.protocol.v1.Heartbeat;
import io.carillon.protocol.v1.Hello;
import io.carillon.protocol.v1.NodeFrame;
import io.carillon.protocol.v1.Refused;
import io.carillon.protocol.v1.Reports;
import io.carillon.protocol.v1.Welcome;
import io.carillon.protocol.v1.WorkerFrame;
import io.carillon.worker.core.WorkerEvent.Loss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a worker does about each event. */
final class Decisions {

    static final int PROTOCOL_VERSION = 1;

    /** How long a leaving worker waits for stopped tasks to end and for the last acknowledgements. */
    static final Duration LEAVE_GRACE = Duration.ofSeconds(2);

    private static final Duration MIN_HEARTBEAT = Duration.ofMillis(10);
    private static final Duration MAX_HEARTBEAT = Duration.ofMinutes(1);

    private enum Mode {
        WORKING,
        DRAINING,
        LEAVING,
        ENDED
    }

    private final WorkerProfile profile;
    private final Peers peers;
    private final Work work;
    private final SlotShares shares;
    private final Load.Gauge gauge;
    private final List<Effect> effects = new ArrayList<>();

    private Mode mode = Mode.WORKING;
    private boolean logsWait;
    private Duration leaveBy = Duration.ZERO;
    private Moment now = new Moment(Instant.EPOCH, Duration.ZERO);

    Decisions(WorkerProfile profile, Servers servers, Limits limits, Backoff backoff, Load.Gauge gauge) {
        this.gauge = gauge;
        this.profile = profile;
        peers = new Peers(servers, backoff, limits.frameBytes());
        work = new Work(profile, limits, peers, effects::add);
        shares = new SlotShares(profile.slots());
    }

    List<Effect> step(WorkerEvent event, Moment moment) {
        now = moment;
        if (mode != Mode.ENDED) {
            event.applyTo(this);
            leaveIfDone();
        }
        var following = List.copyOf(effects);
        effects.clear();
        return following;
    }

    void begin() {
        dialDue();
    }

    void passTime() {
        for (var peer : peers.all()) {
            var connection = peer.connection();
            if (connection.isSilent(now.elapsed())) {
                emit(new Effect.HangUp(connection.link(), false));
                lose(peer, Loss.SILENT, "nothing was heard for " + Connection.SILENT_INTERVALS + " intervals");
            }
            if (mode != Mode.ENDED && connection.isBeatDue(now.elapsed())) {
                beat(peer);
            }
        }
        dialDue();
        if (mode == Mode.DRAINING && now.elapsed().compareTo(leaveBy) >= 0) {
            leave();
        }
    }

    void receive(int link, NodeFrame frame) {
        peers.on(link).ifPresent(from -> receive(from, frame));
    }

    private void receive(Peer from, NodeFrame frame) {
        from.connection().hear(now.elapsed());
        switch (frame.getFrameCase()) {
            case WELCOME -> welcomed(from, frame.getWelcome());
            case REFUSED -> refused(from, frame.getRefused());
            case ASSIGNMENTS -> assigned(from, frame.getAssignments());
            case ACKNOWLEDGEMENTS -> work.heed(from, frame.getAcknowledgements(), now.elapsed());
            case RECALL -> recalled(from);
            case STOPS -> frame.getStops().getStopsList().forEach(work::stop);
            case CREDIT_ACK -> from.share().confirmed(frame.getCreditAck());
            case WANTED -> from.share().wanted(frame.getWanted().getWaiting());
            case NODES -> {
                peers.heed(frame.getNodes());
                dialDue();
            }
            // Having been heard is all that a heartbeat is for; a frame of a later version is no less a sign of life.
            // What is said of logs, of shards and of declarations is heard beside.
            case HEARTBEAT, LOG_ACK, SHARD_PAGE, DECLARATION_ANSWERS, FRAME_NOT_SET -> {}
        }
    }

    private void assigned(Peer from, Assignments frame) {
        from.share().received(frame.getSent());
        frame.getAssignmentsList().forEach(each -> work.assigned(from, each, mode != Mode.WORKING, now));
    }

    /**
     * What a share has to say may wait for a report, but not behind nothing. Slots are shared out when that is said: many of them change
     * hands between two reports.
     */
    void report(int link) {
        List<SlotShare> shared = peers.shares();
        if (mode == Mode.WORKING) {
            shares.balance(shared, work.occupiedSlots());
        }
        peers.on(link)
                .filter(Peer::isUp)
                .ifPresent(peer -> peer.report(shared.size() > 1).ifPresent(frame -> send(peer, frame)));
    }

    void tell(Reports said) {
        work.tell(said);
    }

    void lose(int link, Loss loss, String message) {
        peers.on(link).ifPresent(peer -> lose(peer, loss, message));
    }

    private void lose(Peer peer, Loss loss, String message) {
        boolean wasUp = peer.isUp();
        peer.startAnew();
        if (peer.connection().lose(now.elapsed(), loss)) {
            int others = (int) peers.up().count();
            announce(new Notice.Disconnected(peer.address(), loss, message, others));
        }
        String node = peer.node();
        if (wasUp && node != null) {
            work.sayElsewhere(node, now.elapsed());
        }
        // A credential that was good once may be good again; one that never was wants somebody to look at it.
        if (loss == Loss.UNAUTHENTICATED && !peer.connection().wasEverUp() && !peers.anyOtherEverUp(peer)) {
            turnAway(loss.name(), message);
        } else {
            dialDue();
        }
    }

    void end(WorkerEvent.TaskEnded event) {
        work.ended(event, now.elapsed());
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
            announce(new Notice.Draining(work.occupiedSlots()));
            peers.up().forEach(peer -> sayDraining(peer, false));
        } else if (mode == Mode.DRAINING && by.compareTo(leaveBy) < 0) {
            leaveBy = by;
        }
        if (mode == Mode.DRAINING && now.elapsed().compareTo(leaveBy) >= 0) {
            leave();
        }
    }

    private void dialDue() {
        for (var peer : peers.all()) {
            if (mode != Mode.ENDED && peer.connection().isDialDue(now.elapsed()) && peers.isWanted(peer)) {
                dial(peer);
            }
        }
    }

    private void dial(Peer peer) {
        int link = peers.nextLink();
        peer.connection().dial(link, now.elapsed());
        peer.startAnew();
        emit(new Effect.Dial(link, peer.address()));
        var hello = Hello.newBuilder()
                .setProtocolVersion(PROTOCOL_VERSION)
                .setWorkerId(profile.workerId())
                .setBootId(profile.bootId())
                .setApp(profile.app())
                .setSlots(profile.slots())
                .setByCredit(true)
                .addAllTaskTypes(profile.taskTypes())
                .addAllHolding(work.inventory())
                .putAllLabels(profile.labels());
        send(peer, WorkerFrame.newBuilder().setHello(hello).build());
    }

    private void welcomed(Peer by, Welcome welcome) {
        if (welcome.getProtocolVersion() != PROTOCOL_VERSION) {
            rejected(
                    by,
                    "UNSUPPORTED_PROTOCOL_VERSION",
                    "the node speaks version " + welcome.getProtocolVersion() + " of the protocol; this worker speaks "
                            + PROTOCOL_VERSION);
            return;
        }
        by.welcomed(welcome.getNodeId(), welcome.getCredits());
        peers.twin(by).ifPresent(this::replace);
        by.connection().welcome(now.elapsed(), interval(welcome));
        announce(new Notice.Connected(welcome.getNodeId()));
        if (mode != Mode.WORKING) {
            sayDraining(by, false);
        }
        work.sayAgain(by, now.elapsed());
        peers.heed(welcome.getNodes());
        dialDue();
    }

    /** A node keeps the later of two connections with a worker: the earlier one is over whether or not it knows. */
    private void replace(Peer earlier) {
        emit(new Effect.HangUp(earlier.connection().link(), false));
        earlier.startAnew();
        earlier.connection().lose(now.elapsed(), Loss.CLOSED);
    }

    private void recalled(Peer by) {
        send(by, Work.holding(work.inventory()));
        work.sayAll(by, now.elapsed());
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

    private void refused(Peer by, Refused refused) {
        if (refused.getRetryable()) {
            hangUp(by, refused.getCode() + ": " + refused.getMessage());
        } else {
            rejected(by, refused.getCode(), refused.getMessage());
        }
    }

    /** Where other nodes take the worker, one that does not is no reason to stop. */
    private void rejected(Peer by, String code, String message) {
        if (peers.anyOtherEverUp(by)) {
            hangUp(by, code + ": " + message);
        } else {
            turnAway(code, message);
        }
    }

    private void hangUp(Peer peer, String why) {
        emit(new Effect.HangUp(peer.connection().link(), false));
        lose(peer, Loss.REFUSED, why);
    }

    private void beat(Peer peer) {
        var heartbeat = Heartbeat.newBuilder()
                .setSequence(peer.connection().beat(now.elapsed()))
                .setRunning(work.occupiedSlots());
        tell(gauge.read(), heartbeat);
        send(peer, WorkerFrame.newBuilder().setHeartbeat(heartbeat).build());
        work.sayOverdue(now.elapsed());
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

    private void sayDraining(Peer to, boolean done) {
        var draining = Draining.newBuilder().setDone(done);
        send(to, WorkerFrame.newBuilder().setDraining(draining).build());
    }

    private void leave() {
        mode = Mode.LEAVING;
        leaveBy = now.elapsed().plus(LEAVE_GRACE);
        if (!work.isIdle()) {
            announce(new Notice.Leaving(work.unfinished(), work.unacknowledged()));
        }
        work.abandon();
    }

    private void leaveIfDone() {
        if (mode == Mode.WORKING || mode == Mode.ENDED) {
            return;
        }
        boolean idle = work.isIdle();
        if ((idle && !logsWait) || (mode == Mode.LEAVING && now.elapsed().compareTo(leaveBy) >= 0)) {
            if (idle) {
                peers.up().forEach(peer -> sayDraining(peer, true));
            }
            finish(new Ending.Left(idle), true);
        }
    }

    private void turnAway(String code, String message) {
        work.abandon();
        finish(new Ending.TurnedAway(code, message), false);
    }

    private void finish(Ending ending, boolean politely) {
        mode = Mode.ENDED;
        for (var peer : peers.all()) {
            boolean open = peer.connection().isOpen();
            peer.connection().end();
            if (open) {
                emit(new Effect.HangUp(peer.connection().link(), politely));
            }
        }
        emit(new Effect.End(ending));
    }

    @Nullable
    Duration wakeUp() {
        if (mode == Mode.ENDED) {
            return null;
        }
        Duration next = peers.wakeUp();
        boolean leavesBefore = mode != Mode.WORKING && (next == null || leaveBy.compareTo(next) < 0);
        return leavesBefore ? leaveBy : next;
    }

    private void send(Peer to, WorkerFrame frame) {
        emit(new Effect.Send(to.connection().link(), frame));
    }

    private void announce(Notice notice) {
        emit(new Effect.Announce(notice));
    }

    private void emit(Effect effect) {
        effects.add(effect);
    }
}
